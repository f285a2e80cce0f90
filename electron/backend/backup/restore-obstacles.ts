import type { Table, TableName } from '#shared/column.ts';
import { fault, type FaultError, isFault } from '#shared/fault.ts';
import type { RestoreDifference, RestoreMode } from '#shared/restore.ts';
import type { Session } from '#backend/copy/session.ts';
import type { OpenBackup } from './open-backup.ts';
import { planNewTable } from './plan-new-table.ts';
import { isSameTable } from './read-references.ts';
import { missingTypes } from './tuple-types.ts';

/** What is known of a restore before it begins. */
export interface RestoreFacts extends Pick<
  RestoreDifference,
  'target' | 'exists' | 'columns' | 'references' | 'referredBy'
> {
  /** Null: there is no table. */
  readonly rights: Table['rights'] | null;
  /** Tables that are restored together with it. */
  readonly others: readonly TableName[];
}

/** What stands in the way of each mode. */
export async function obstaclesOf(
  session: Session,
  backup: OpenBackup,
  facts: RestoreFacts,
): Promise<RestoreDifference['modes']> {
  const modes: RestoreDifference['modes'] = [];
  for (const mode of ['replace', 'append', 'new'] as const) {
    const obstacle = await obstacleOf(session, backup, facts, mode);
    modes.push({ mode, fault: obstacle?.fault ?? null });
  }
  return modes;
}

/**
 * What stands in the way of a restore, as a Fault: restore.noTarget, restore.exists, restore.noParent, restore.typesMissing,
 * restore.nothingFits, restore.unfilled, restore.referred, target.noRight. Null: nothing that is known now.
 */
export async function obstacleOf(
  session: Session,
  backup: OpenBackup,
  facts: RestoreFacts,
  mode: RestoreMode,
): Promise<FaultError | null> {
  const { target, exists, rights, columns } = facts;
  const table = nameOf(target);
  if (mode === 'new')
    return exists ? fault('restore.exists', { table }) : await obstacleToMaking(session, backup, facts);
  if (!exists || rights === null) return fault('restore.noTarget', { table });

  const isWritten = columns.some(({ fate }) => fate === 'same' || fate === 'converted');
  if (!isWritten && columns.some(({ backup: type }) => type !== null)) return fault('restore.nothingFits', { table });
  const unfilled = columns.filter(({ fate }) => fate === 'unfilled').map(({ name }) => name);
  if (unfilled.length > 0) return fault('restore.unfilled', { table, columns: unfilled.join(', ') });
  const types = await missingTypes(session, backup, columns);
  if (types.length > 0) return fault('restore.typesMissing', { types: types.join(', ') });

  for (const [right, verb] of [
    ['select', 'read'],
    ['insert', 'insert into'],
  ] as const) {
    if (!rights[right]) return noRight(session, verb, table);
  }
  return mode === 'replace' ? obstacleToEmptying(session, facts, rights) : null;
}

async function obstacleToMaking(
  session: Session,
  backup: OpenBackup,
  { target, references, others }: RestoreFacts,
): Promise<FaultError | null> {
  const together = [target, backup.manifest.table, ...others];
  const missing = references
    .filter(({ exists, parent }) => !exists && !together.some((other) => isSameTable(other, parent)))
    .map(({ parent }) => nameOf(parent));
  if (missing.length > 0)
    return fault('restore.noParent', { table: nameOf(target), parents: [...new Set(missing)].join(', ') });
  try {
    await planNewTable(session, backup.manifest.definition, target);
    return null;
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

function obstacleToEmptying(
  session: Session,
  { target, referredBy }: RestoreFacts,
  rights: Table['rights'],
): FaultError | null {
  const table = nameOf(target);
  if (!rights.truncate && !rights.delete) return noRight(session, 'empty', table);
  const children = referredBy.filter(({ hasRows, canWait }) => hasRows !== false && !canWait).map(nameOf);
  if (children.length > 0) return fault('restore.referred', { table, children: [...new Set(children)].join(', ') });
  return null;
}

const nameOf = ({ schema, table }: TableName): string => `${schema}.${table}`;

const noRight = (session: Session, right: string, table: string): FaultError =>
  fault('target.noRight', { user: session.login.address.user, right, table });
