import { basename } from 'node:path';
import { openBackup } from '#backend/backup/open-backup.ts';
import { verifyAgainst } from '#backend/backup/verify-backup.ts';
import { Session } from '#backend/copy/session.ts';
import type { JobReport } from '#backend/job/jobs.ts';
import { queryFault } from '#backend/postgres/sqlstate-fault.ts';
import type { Login } from '#shared/connection.ts';
import { fault, type FaultError, isFault } from '#shared/fault.ts';
import type { JobPart } from '#shared/job.ts';
import { emptyLedger } from '#shared/load.ts';
import { demandBackupPath } from './backup-folder.ts';
import { readBack } from './read-back.ts';
import type { Rooms } from './rooms.ts';

/** What backups are held against. */
interface Against {
  readonly id: string;
  readonly name: string;
  readonly login: Login;
}

/**
 * Starts reading backups back as a job, a part for each, in their order; with a connection, each is held against its table there too.
 * One that is wrong does not keep the others from being read. Returns the job's id.
 * Faults: source.refused, connection.unknown, postgres.passwordNeeded, embedded.*.
 */
export async function startVerify(
  rooms: Rooms,
  { paths, against: id }: { readonly paths: readonly string[]; readonly against: string | null },
): Promise<string> {
  for (const path of paths) demandBackupPath(rooms, path);
  const against = id === null ? null : { id, name: rooms.logins.nameOf(id), login: await rooms.logins.login(id) };
  return rooms.jobs.start('verify', id ?? '', paths.map(waiting), async (report, signal) => {
    report.event('plan');
    report.event('run');
    let failure: FaultError | null = null;
    for (const [index, path] of paths.entries()) {
      const found = await verifyOne(rooms, { path, against, tell: tellerOf(report, index, waiting(path)) }, signal);
      failure ??= found;
    }
    if (failure !== null) throw failure;
  });
}

type Tell = (some: Partial<JobPart>) => void;

function tellerOf(report: JobReport, index: number, waitingPart: JobPart): Tell {
  const startMs = performance.now();
  let shown = waitingPart;
  return (some) => {
    const elapsedMs = performance.now() - startMs;
    const ledger = some.ledger ?? shown.ledger;
    shown = { ...shown, ...some, elapsedMs, rowsPerSecond: elapsedMs > 0 ? ledger.read / (elapsedMs / 1000) : 0 };
    report.part(index, shown);
  };
}

/** Resolves with what is wrong, or null; rejects when the job is cancelled. */
async function verifyOne(
  rooms: Rooms,
  { path, against, tell }: { readonly path: string; readonly against: Against | null; readonly tell: Tell },
  signal: AbortSignal,
): Promise<FaultError | null> {
  try {
    signal.throwIfAborted();
    tell({ state: 'reading' });
    const known = rooms.history.backups.find(path);
    if (known !== null) tell({ ...known.table, bytesTotal: known.bytes });
    const manifest = await readBack(rooms, path, { signal, onBytes: (bytes) => tell({ bytesRead: bytes }) });
    const { rows, table } = manifest;
    const { bytes, sha256 } = manifest.file;
    const ledger = { ...emptyLedger, read: rows, inserted: rows };
    tell({ ...table, state: 'judging', bytesRead: bytes, bytesTotal: bytes, sha256, ledger });
    if (against !== null) await compare(rooms, path, against, signal);
    tell({ state: 'checked' });
    return null;
  } catch (error) {
    if (signal.aborted) {
      tell({ state: 'cancelled' });
      throw signal.reason;
    }
    const failure = isFault(error) ? error : fault('internal', {}, { cause: error });
    if (failure !== error) rooms.log.error('A backup could not be verified.', error, { id: failure.fault.id });
    tell({ state: 'failed', fault: failure.fault });
    return failure;
  }
}

/** Faults: backup.differs, and those of the server. */
async function compare(
  { history, changes }: Rooms,
  path: string,
  { id, name, login }: Against,
  signal: AbortSignal,
): Promise<void> {
  const keep = (found: FaultError | null): void => {
    const at = new Date().toISOString();
    history.backups.compared(path, { at, connectionId: id, connectionName: name, fault: found?.fault ?? null });
    changes.emit('backups');
  };
  const backup = await openBackup(path);
  try {
    const session = await Session.open(login, () => {}, { signal });
    try {
      await verifyAgainst(backup, session);
      keep(null);
    } catch (error) {
      signal.throwIfAborted();
      const known = queryFault(error, login.address);
      if (isFault(known) && known.fault.code === 'backup.differs') keep(known);
      throw known;
    } finally {
      await session.close();
    }
  } finally {
    await backup.close();
  }
}

const waiting = (path: string): JobPart => ({
  runId: '',
  sourceName: basename(path),
  schema: '',
  table: '',
  state: 'waiting',
  bytesRead: 0,
  bytesTotal: null,
  ledger: emptyLedger,
  onTheWay: 0,
  reasons: [],
  columns: [],
  rowsPerSecond: 0,
  elapsedMs: 0,
  fault: null,
  question: null,
  removed: null,
  sha256: null,
});
