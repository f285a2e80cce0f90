import type { Session } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { hasKey } from './judge-rows.ts';
import type { LoadPlan } from './plan-load.ts';
import { isIn, type Stage, valueOf } from './stage.ts';

/** Rows that went into the table, by the server's command tags. */
export interface Applied {
  readonly inserted: number;
  readonly updated: number;
}

/** Records from `first` to `last`, both included. */
export interface RecordRange {
  readonly first: number;
  readonly last: number;
}

/** Statements that put the rows that are right into the table, in the order of the file: $1 and $2 are a range of records. */
export interface ApplySql {
  /** Null outside the mode upsert. */
  readonly update: string | null;
  readonly insert: string;
}

/** Lets the rows of a range that are right go in. Rejects with the server's refusal. */
export async function applyRows(session: Session, sql: ApplySql, { first, last }: RecordRange): Promise<Applied> {
  const range = [first, last];
  // In this order: an updated row may refer to a new one of the same table.
  const { count: inserted } = await session.query(sql.insert, range);
  const updated = sql.update === null ? 0 : (await session.query(sql.update, range)).count;
  return { inserted, updated };
}

export function applySql(plan: LoadPlan, stage: Stage): ApplySql {
  const target = qualify(plan.target.schema, plan.target.table);
  const names = stage.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const values = stage.columns.map((_, index) => valueOf(stage, 's', index)).join(', ');
  const right = `s.record between $1 and $2 and not ${isIn(stage.errors, 's')} and not ${isIn(stage.skipped, 's')}`;
  return {
    update: plan.arbiter === null ? null : updateSql(plan, stage, target, right),
    insert: `insert into ${target} (${names}) select ${values} from ${stage.rows} s
      where ${right} and not ${isIn(stage.known, 's')} order by s.record`,
  };
}

/**
 * What stands behind SET where a row of the file updates the row `t` of the table.
 * @param names of the plan's columns
 * @param value of the column of that number
 */
export function updatedValues(
  { arbiter, updated }: LoadPlan,
  names: readonly string[],
  value: (index: number) => string,
): string {
  const sets = updated.map((index) => `${quoteIdentifier(names[index] ?? '')} = ${value(index)}`);
  // A row that is nothing but its key is as the file has it already; it is counted all the same.
  const [first = ''] = arbiter?.names ?? [];
  return sets.length === 0 ? `${quoteIdentifier(first)} = t.${quoteIdentifier(first)}` : sets.join(', ');
}

function updateSql(plan: LoadPlan, stage: Stage, target: string, right: string): string | null {
  const { arbiter } = plan;
  if (arbiter === null) return null;
  const names = stage.columns.map(({ name }) => name);
  const values = updatedValues(plan, names, (index) => valueOf(stage, 's', index));
  return `update ${target} t set ${values} from ${stage.rows} s
    where ${hasKey(stage, arbiter, 's', 't')} and ${isIn(stage.known, 's')} and ${right}`;
}
