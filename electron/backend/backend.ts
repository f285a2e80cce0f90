import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppInfo } from '#shared/contract/app.ts';
import { Changes } from './api/changes.ts';
import { Downloads } from './api/downloads.ts';
import { IngestDoor } from './api/ingest-door.ts';
import { noteRefusal, type Refusal } from './api/run-notes.ts';
import { JudgeSessions } from './api/judge-sessions.ts';
import { Logins } from './api/logins.ts';
import type { Rooms } from './api/rooms.ts';
import { makeRouter } from './api/router.ts';
import type { SecretStore } from './postgres/secret-store.ts';
import { tellOtherChanges } from './api/other-changes.ts';
import { ScheduleRunner } from './api/schedule-runner.ts';
import { settleRuns } from './api/settle-runs.ts';
import { clearAway, settleSteps } from './api/settle-steps.ts';
import { openHistory } from './history/open-history.ts';
import { Jobs } from './job/jobs.ts';
import { openLog, type Log } from './log/open-log.ts';
import { findBinaries } from './postgres/embedded-binaries.ts';
import type { HostedBackend } from './transport/hosted-backend.ts';

export interface BackendOptions {
  readonly dataFolder: string;
  readonly host: AppInfo['host'];
  readonly version: string;
  readonly secrets: SecretStore;
  /** Whether callers may name files of this machine; false over HTTP. */
  readonly allowPaths: boolean;
  /** The door that runs come in by. */
  readonly door: 'import' | 'cli';
  /** How long a call waits for work that can go on as a job; 600 ms unless it is given. */
  readonly answerMs?: number;
  /** Given: schedules are run here, as in a host that stays. Another clock, and other times to look at it, are for tests. */
  readonly schedules?: { readonly now?: () => Date; readonly lookMs?: number };
}

/** A call answers within a second. */
const ANSWER_MS = 600;

/** All rooms, composed; what every host serves and the command line calls. */
export interface Backend extends HostedBackend {
  readonly router: ReturnType<typeof makeRouter>;
  readonly log: Log;
  /**
   * The id of the connection that a person names: a Postgres URL (known to this process only), `embedded`, or the name of
   * a saved one. Faults: connection.unknown, connection.url.
   */
  connectionIdOf(name: string): string;
  /** What the connection is called whose saved dictionaries hold: its own name, or that of a saved one to the same database. */
  dictionaryOwner(connectionId: string): string;
  /** The same, saved where it is not: a URL under its own words, its password for this session only. */
  saveConnection(name: string): Promise<string>;
  /** The REST service of this process. */
  readonly ingest: Pick<IngestDoor, 'start'>;
  /** Keeps in the history that a file was refused before its run could begin. */
  noteRefusal(refusal: Refusal): void;
}

/**
 * Opens the data folder and composes the rooms. Runs that an ended process left behind are settled at once where that
 * needs no server, and otherwise when their connection is opened. The caller closes it.
 * Faults: history.unwritable, history.damaged, history.newer.
 */
export function createBackend(options: BackendOptions): Backend {
  const { dataFolder } = options;
  const history = openHistory(dataFolder);
  const log = openLog(dataFolder);
  const uploadFolder = join(dataFolder, 'uploads');
  const replayFolder = join(dataFolder, 'replays');
  for (const folder of [uploadFolder, replayFolder]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const changes = new Changes();
  const downloads = new Downloads();
  const rooms: Rooms = {
    info: {
      version: options.version,
      dataFolder,
      host: options.host,
      secrets: options.secrets.kind,
      embedded: hasEmbedded(),
      platform: process.platform,
    },
    history,
    log,
    changes,
    jobs: new Jobs(
      () => changes.emit('jobs'),
      (error, id) => log.error('A job ended in an error that is no Fault.', error, { id }),
    ),
    logins: new Logins(history.connections, options.secrets, dataFolder),
    judgeSessions: new JudgeSessions(),
    replayFolder,
    uploadFolder,
    allowPaths: options.allowPaths,
    door: options.door,
    answerMs: options.answerMs ?? ANSWER_MS,
    now: options.schedules?.now ?? (() => new Date()),
  };
  settleRuns(rooms, null).catch((error: unknown) => log.error('Runs could not be settled.', error));
  settleSteps(rooms, null).catch((error: unknown) => log.error('Steps could not be settled.', error));
  clearAway(rooms);
  const endTelling = tellOtherChanges(rooms);
  const runner = new ScheduleRunner(rooms);
  const door = new IngestDoor(rooms);
  if (options.schedules !== undefined) runner.start(options.schedules.lookMs);

  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    endTelling();
    runner.stop();
    await door.close();
    await rooms.jobs.close();
    await runner.settled();
    await rooms.judgeSessions.close();
    await rooms.logins.close();
    history.close();
    log.close();
  };
  return {
    router: makeRouter(rooms, downloads, { runner, door }),
    log,
    uploads: { folder: uploadFolder },
    openDownload: async (id) => downloads.open(id),
    connectionIdOf: (name) => rooms.logins.idOf(name),
    dictionaryOwner: (id) => rooms.logins.dictionaryOwner(id).name,
    saveConnection: (name) => rooms.logins.saveNamed(name),
    ingest: door,
    noteRefusal: (refusal) => noteRefusal(rooms, refusal),
    close: () => (closed ??= close()),
  };
}

function hasEmbedded(): boolean {
  try {
    findBinaries();
    return true;
  } catch {
    return false;
  }
}
