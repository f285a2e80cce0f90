import { fault } from '#shared/fault.ts';
import { showAmount } from '#shared/units.ts';
import type { Session } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { digestTable } from './copy-table.ts';
import { nameOf } from './empty-for-restore.ts';
import { readBackup, type RowsRead } from './read-backup.ts';
import type { RestorePlan } from './restore-plan.ts';

export interface CopyBackOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears how far it is: bytes of the file that are read, rows that are sent. */
  readonly progress: (bytes: number, rows: number) => void;
}

/** Rows of a backup that went into their table. */
export interface RowsPut {
  /** As the server counts them. */
  readonly inserted: number;
  /**
   * Holds what stands in the table against the file, when triggers and foreign keys have had their say.
   * Faults: restore.differs.
   */
  prove(): Promise<void>;
}

/** Whether rows can go straight into their table: it takes each column as the tuples hold it. */
export function isDirect({ backup, columns }: RestorePlan): boolean {
  const casts = new Map(backup.columns.map(({ name, cast }) => [name, cast]));
  return columns.every(({ name, fate }) => fate !== 'converted' && (fate !== 'same' || casts.get(name) === null));
}

/**
 * Copies the rows of a backup straight into its table, which has none.
 * Faults: backup.damaged, load.unbalanced; the server's refusals come as they are.
 */
export async function copyRowsBack(session: Session, plan: RestorePlan, options: CopyBackOptions): Promise<RowsPut> {
  const { read, counted } = await copyRows(session, plan, nameOf(plan), options);
  const columns = plan.backup.columns.filter(({ name }) => plan.written.includes(name));
  return {
    inserted: counted,
    prove: async () => demandSame(plan, read, await digestTable(session, plan.known.definition, columns)),
  };
}

/** Copies the columns of a backup that are written into a table that takes them as they are. */
export async function copyRows(
  session: Session,
  { backup, written }: Pick<RestorePlan, 'backup' | 'written'>,
  table: string,
  { signal, progress }: CopyBackOptions,
): Promise<{ readonly read: RowsRead; readonly counted: number }> {
  const names = written.map(quoteIdentifier);
  const copy = session.copyIn(
    `copy ${table} ${names.length === 0 ? '' : `(${names.join(', ')})`} from stdin (format binary)`,
  );
  let bytesRead = 0;
  let rowsSent = 0;
  const read = await readBackup(
    backup,
    {
      columns: written.length === backup.columns.length ? undefined : written,
      signal,
      onBytes: (bytes) => void (bytesRead = bytes),
    },
    async (tuples, rows) => {
      await copy.write(tuples);
      rowsSent += rows;
      progress(bytesRead, rowsSent);
    },
  );
  const counted = await copy.finish();
  if (counted !== read.rows) throw fault('load.unbalanced', { sent: read.rows, counted });
  return { read, counted };
}

/** Faults: restore.differs. */
export function demandSame(
  { backup, target }: Pick<RestorePlan, 'backup' | 'target'>,
  wanted: RowsRead,
  there: RowsRead,
): void {
  const refuse = (reason: string): Error =>
    fault('restore.differs', { table: `${target.schema}.${target.table}`, name: backup.name, reason });
  if (there.rows !== wanted.rows)
    throw refuse(`it would have ${showAmount(there.rows, 'row')}, and ${showAmount(wanted.rows, 'row')} came`);
  if (there.digest !== wanted.digest) throw refuse('its rows would be others than those that came');
}
