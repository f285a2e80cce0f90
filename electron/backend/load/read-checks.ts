import { z } from 'zod';
import type { Session } from '#backend/copy/session.ts';
import type { LoadPlan } from './plan-load.ts';

/** A check constraint that can be asked of rows before they are in the table. */
export interface StagedCheck {
  readonly name: string;
  /** As the server prints it, with bare names of columns. */
  readonly expression: string;
  /** Positions in the plan of the columns that it looks at. */
  readonly columns: readonly number[];
}

/**
 * Reads the check constraints of the target that look at filled columns alone; none where a trigger may change the values
 * first.
 */
export async function readChecks(
  session: Pick<Session, 'query'>,
  { table, check }: Pick<LoadPlan, 'table' | 'check'>,
): Promise<readonly StagedCheck[]> {
  if (table === null || table.hasTriggers || table.checks.length === 0) return [];
  const { rows } = await session.query<{ name: string; expression: string; columns: string }>(checksSql, [table.oid]);
  const positions = new Map(check.columns.map(({ name }, index) => [name, index]));
  return rows.flatMap(({ name, expression, columns }) => {
    const places = namesSchema.parse(JSON.parse(columns)).map((one) => positions.get(one) ?? null);
    return places.includes(null) ? [] : { name, expression, columns: places.flatMap((place) => place ?? []) };
  });
}

const namesSchema = z.array(z.string());

const checksSql = `
  select k.conname as name, pg_get_expr(k.conbin, k.conrelid) as expression,
    to_json(array(select a.attname from pg_attribute a
      where a.attrelid = k.conrelid and a.attnum = any (k.conkey) order by a.attnum)) as columns
  from pg_constraint k
  where k.conrelid = $1 and k.contype = 'c' and coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
  order by k.conname`;
