import { z } from 'zod';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { type EmployeeSums, employeeSumsSql } from './generate-employees.ts';

const number = z.coerce.number();
const sumsSchema = z.object({
  rows: number,
  ids: number,
  nameCharacters: number,
  seconds: number,
  departments: number,
  jobs: number,
});

/** Whether a table of employees holds exactly what its file adds up to; a sentence where it does not. */
export async function findWrongEmployees(
  client: PostgresClient,
  table: string,
  expected: EmployeeSums,
): Promise<string | null> {
  const { rows } = await client.query<Record<string, string>>(employeeSumsSql(table));
  const sums = sumsSchema.parse(rows[0]);
  for (const name of ['rows', 'ids', 'nameCharacters', 'seconds', 'departments', 'jobs'] as const) {
    if (sums[name] !== expected[name]) return `${table} has ${name} ${sums[name]}, and should have ${expected[name]}.`;
  }
  return null;
}

/** A number that is another one as soon as one value of one row is. */
export async function hashRows(client: PostgresClient, table: string): Promise<{ rows: number; hash: string }> {
  const { rows } = await client.query<{ rows: string; hash: string }>(
    `select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)), 0) as hash from ${table} t`,
  );
  return { rows: Number(rows[0]?.rows), hash: rows[0]?.hash ?? '' };
}
