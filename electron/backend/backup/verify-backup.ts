import { fault } from '#shared/fault.ts';
import { showAmount } from '#shared/units.ts';
import type { Session } from '#backend/copy/session.ts';
import { avroColumns } from './avro-columns.ts';
import { describeTable } from './describe-table.ts';
import { digestTable } from './copy-table.ts';
import type { OpenBackup } from './open-backup.ts';
import { readTuples } from './read-backup.ts';

/**
 * Reads a backup from its first byte to its last: each block, count and digest of the rows, and the SHA-256 of the file are what the manifest says.
 * Faults: backup.damaged; rejects with the signal's reason when it aborts.
 */
export async function verifyBackup(
  backup: OpenBackup,
  { signal, onBytes }: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {},
): Promise<void> {
  for await (const _ of readTuples(backup, signal, onBytes)) continue;
}

/**
 * Compares a backup with the table as it is now: the same columns, as many rows, the same digest.
 * Faults: backup.differs; the server's refusals come as they are.
 */
export async function verifyAgainst(backup: OpenBackup, session: Session): Promise<void> {
  const { manifest, columns, name } = backup;
  const differs = (reason: string): Error =>
    fault('backup.differs', { table: `${manifest.table.schema}.${manifest.table.table}`, name, reason });
  await session.query('begin isolation level repeatable read, read only');
  try {
    const definition = await describeTable(session, manifest.table);
    if (definition === null) throw differs('there is no such table');
    const here = avroColumns(definition, true).columns;
    if (JSON.stringify(here) !== JSON.stringify(columns)) throw differs('its columns are others');
    const { rows, digest } = await digestTable(session, definition, here);
    if (rows !== manifest.rows)
      throw differs(`it has ${showAmount(rows, 'row')}, and the backup ${showAmount(manifest.rows, 'row')}`);
    if (digest !== manifest.digest) throw differs('it has as many rows, but not the same');
  } finally {
    await session.rollback();
  }
}
