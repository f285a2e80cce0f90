import { fault } from '#shared/fault.ts';
import { type Session, sqlStateOf } from '#backend/copy/session.ts';
import type { RestoredColumn } from './restore-columns.ts';

/** Where rows of a backup stand before they go into their table. */
interface CheckedStage {
  /** As a statement names it. */
  readonly stage: string;
  /** For the fault. */
  readonly table: string;
}

/**
 * Sees that each value of columns that change their type becomes one of the new type, and stays the same value.
 * Faults: restore.column, with the first column that does not take all of its values.
 */
export async function checkConversions(
  session: Session,
  { stage, table }: CheckedStage,
  columns: readonly RestoredColumn[],
): Promise<void> {
  const cast = columns.filter(({ isCast }) => isCast);
  if (cast.length === 0) return;
  await session.query('savepoint sluice_conversions');
  try {
    for (const [index, count] of (await countChanged(session, stage, cast)).entries()) {
      if (count === 0) continue;
      const reason =
        count === 1 ? 'one value would not stay what it was' : `${count} values would not stay what they were`;
      throw fault('restore.column', { column: cast[index]?.name ?? '', table, reason });
    }
    // What is put in from here on is to be of the transaction itself.
    await session.query('release savepoint sluice_conversions');
  } catch (error) {
    if (!isAboutValues(error)) throw error;
    await session.query('rollback to savepoint sluice_conversions');
    await nameColumn(session, { stage, table }, cast);
    throw error;
  }
}

/** Faults: restore.column, with the first that the server refuses a value of. */
async function nameColumn(
  session: Session,
  { stage, table }: CheckedStage,
  columns: readonly RestoredColumn[],
): Promise<void> {
  for (const column of columns) {
    try {
      await countChanged(session, stage, [column]);
    } catch (error) {
      if (!isAboutValues(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw fault('restore.column', { column: column.name, table, reason }, { cause: error });
    }
  }
}

/** Converts all values of these columns, and counts those that would change. */
async function countChanged(session: Session, stage: string, columns: readonly RestoredColumn[]): Promise<number[]> {
  const counts = columns.map(
    ({ value, isChanged }, index) =>
      `count(${value}) as v${index}, count(*) filter (where ${isChanged ?? 'false'}) as c${index}`,
  );
  const { rows } = await session.query<Record<string, string>>(`select ${counts.join(', ')} from ${stage} s`);
  return columns.map((_, index) => Number(rows[0]?.[`c${index}`]));
}

/** Classes of SQLSTATE in which the server refuses a value: data exceptions, broken checks, types that cannot be cast. */
const isAboutValues = (error: unknown): boolean => /^(22|23|42)/.test(sqlStateOf(error) ?? '');
