import type { TableName } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import type { RestoreColumn, RestoreOptions } from '#shared/restore.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify } from '#backend/postgres/identifiers.ts';
import { appendKey, findTarget, type KnownTarget, oidsOf } from './compare-with-target.ts';
import type { CreateStatements } from './create-statements.ts';
import { matchColumns } from './match-columns.ts';
import type { OpenBackup } from './open-backup.ts';
import { planNewTable } from './plan-new-table.ts';
import { ownReferences, referringKeys } from './read-references.ts';
import { obstacleOf } from './restore-obstacles.ts';

/** A restore whose table is there, and stays as it is until the end of the transaction. */
export interface RestorePlan {
  readonly backup: OpenBackup;
  readonly target: TableName;
  readonly known: KnownTarget;
  readonly columns: readonly RestoreColumn[];
  /** Names of those that values are written to, in the order of the backup. */
  readonly written: readonly string[];
  /** By what rows are found that are there, in the mode append; null: by the whole row. */
  readonly key: readonly string[] | null;
  /** What is still to be made of a new table; null: it was there. */
  readonly made: CreateStatements | null;
  /** Whether other tables refer to it. */
  readonly isReferredTo: boolean;
}

/**
 * Locks the table of a restore and finds out what is to be done; a new one is made. Others go on reading it.
 * @param others tables that are restored together with it
 * Faults: those of obstacleOf, target.notATable; the server's refusals come as they are.
 */
export async function planRestore(
  session: Session,
  { backup, target }: { readonly backup: OpenBackup; readonly target: TableName },
  { mode }: RestoreOptions,
  others: readonly TableName[],
): Promise<RestorePlan> {
  const { definition } = backup.manifest;
  const isThere = (await oidsOf(session, [target])).length > 0;
  // Nobody may refer to rows that go, or add rows between those that are compared.
  const lock = mode === 'replace' ? 'exclusive' : 'share row exclusive';
  const name = qualify(target.schema, target.table);
  if (isThere && mode !== 'new') await session.query(`lock table ${name} in ${lock} mode`);
  const known = isThere ? await findTarget(session, target) : null;
  const columns = known === null ? [] : matchColumns(definition, known.definition, known.table.columns);
  const together = await oidsOf(session, others);
  const referredBy = known === null ? [] : await referringKeys(session, known.table.oid, together);
  const facts = {
    target,
    exists: known !== null,
    columns,
    references: await ownReferences(session, (known?.definition ?? definition).constraints),
    referredBy,
    rights: known?.table.rights ?? null,
    others,
  };
  const obstacle = await obstacleOf(session, backup, facts, mode);
  if (obstacle !== null) throw obstacle;
  const isReferredTo = referredBy.length > 0;
  if (known !== null) return { ...planColumns(backup, target, known), made: null, isReferredTo };

  const made = await planNewTable(session, definition, target);
  // One statement each, whoever wrote the manifest.
  for (const statement of made.create) await session.single(statement);
  const table = await findTarget(session, target);
  if (table === null) throw fault('restore.noTarget', { table: `${target.schema}.${target.table}` });
  return { ...planColumns(backup, target, table), made, isReferredTo };
}

function planColumns(
  backup: OpenBackup,
  target: TableName,
  known: KnownTarget,
): Omit<RestorePlan, 'made' | 'isReferredTo'> {
  const columns = matchColumns(backup.manifest.definition, known.definition, known.table.columns);
  const written = columns.filter(({ fate }) => fate === 'same' || fate === 'converted').map(({ name }) => name);
  return { backup, target, known, columns, written, key: appendKey(known.table, columns) };
}
