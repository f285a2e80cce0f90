import type { Session } from '#backend/copy/session.ts';
import { qualify } from '#backend/postgres/identifiers.ts';
import { rowsOf } from './copy-table.ts';
import type { RestorePlan } from './restore-plan.ts';

/**
 * Empties tables for rows that come back, within the transaction. By TRUNCATE, which leaves no dead rows behind, or where other tables refer to
 * them, or the role may not, by DELETE, children first.
 * @param plans in the order in which rows come: parents first
 */
export async function emptyForRestore(session: Session, plans: readonly RestorePlan[]): Promise<void> {
  if (plans.length === 0) return;
  if (plans.every(({ known, isReferredTo }) => known.table.rights.truncate && !isReferredTo)) {
    const names = plans.map(({ known: { definition } }) => rowsOf(definition));
    await session.query(`truncate ${names.join(', ')}`);
    return;
  }
  for (const { known } of plans.toReversed()) await session.query(`delete from ${rowsOf(known.definition)}`);
}

/** Rows of a table now. */
export async function countRows(session: Session, { known: { definition } }: RestorePlan): Promise<number> {
  const { rows } = await session.query<{ rows: string }>(`select count(*) as rows from ${rowsOf(definition)}`);
  return Number(rows[0]?.rows);
}

/** A table as a statement names it that puts rows in. */
export const nameOf = ({ target }: RestorePlan): string => qualify(target.schema, target.table);
