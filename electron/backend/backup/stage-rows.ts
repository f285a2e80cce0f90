import { fault } from '#shared/fault.ts';
import type { Session } from '#backend/copy/session.ts';
import { checkConversions } from './check-conversions.ts';
import { type CopyBackOptions, copyRows, demandSame, type RowsPut } from './copy-rows-back.ts';
import { digestSelect, rowsOf } from './copy-table.ts';
import { nameOf } from './empty-for-restore.ts';
import { missingRows } from './missing-rows.ts';
import { type RestoredColumn, restoredColumns } from './restore-columns.ts';
import type { RestorePlan } from './restore-plan.ts';

/** Rows of a backup in a temporary table, proved and checked. */
export interface StagedRows {
  readonly columns: readonly RestoredColumn[];
  /** As a statement names it. */
  readonly stage: string;
  readonly number: number;
}

/**
 * Copies the rows of a backup into a temporary table, and sees that the table which they are meant for can take their values.
 * @param number tells the temporary tables of a transaction apart
 * Faults: backup.damaged, load.unbalanced, restore.column, restore.differs; the server's refusals come as they are.
 */
export async function stageRows(
  session: Session,
  plan: RestorePlan,
  number: number,
  options: CopyBackOptions,
): Promise<StagedRows> {
  const columns = restoredColumns(plan);
  const stage = `pg_temp.sluice_restore_${number}`;
  const lines = columns.map(({ sql, stageType }) => `${sql} ${stageType}`);
  await session.query(`create temp table ${stage.slice('pg_temp.'.length)} (${lines.join(', ')}) on commit drop`);
  const { read } = await copyRows(session, plan, stage, options);
  const names = columns.map(({ sql }) => sql);
  demandSame(plan, read, await digestSelect(session, `select ${names.join(', ')} from ${stage}`));
  await checkConversions(session, { stage, table: `${plan.target.schema}.${plan.target.table}` }, columns);
  return { columns, stage, number };
}

/**
 * Puts staged rows into their table: all into one that is empty, or those that are missing there.
 * Faults: load.unbalanced; the server's refusals come as they are.
 */
export async function insertStaged(
  session: Session,
  plan: RestorePlan,
  staged: StagedRows,
  { onlyMissing }: { readonly onlyMissing: boolean },
): Promise<RowsPut> {
  const names = staged.columns.map(({ sql }) => sql);
  const values = staged.columns.map(({ value }) => value);
  const from = onlyMissing ? await missingRows(session, plan, staged) : `${staged.stage} s`;
  const select = `select ${(onlyMissing ? names : values).join(', ')} from ${from}`;
  const { count: inserted } = await session.query(
    `insert into ${nameOf(plan)} ${names.length === 0 ? '' : `(${names.join(', ')})`} overriding system value ${select}`,
  );
  const { rows } = await session.query<{ count: string }>(`select count(*) as count from ${from}`);
  const sent = Number(rows[0]?.count);
  if (sent !== inserted) throw fault('load.unbalanced', { sent, counted: inserted });
  // What this transaction has put in, and nothing else, is marked with its number.
  const ours = onlyMissing ? ' where xmin = pg_current_xact_id()::xid' : '';
  const there = `select ${names.join(', ')} from ${rowsOf(plan.known.definition)}${ours}`;
  return {
    inserted,
    prove: async () => demandSame(plan, await digestSelect(session, select), await digestSelect(session, there)),
  };
}
