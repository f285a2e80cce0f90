import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { RestorePlan } from './restore-plan.ts';
import { tupleTypes } from './tuple-types.ts';

/** A column that goes by way of a temporary table, in which it has the same name. */
export interface RestoredColumn {
  readonly name: string;
  /** Quoted. */
  readonly sql: string;
  /** Its type in the temporary table: what the tuples of the backup hold. */
  readonly stageType: string;
  /** Its value there as the table takes it: an expression in which the temporary table is `s`. */
  readonly value: string;
  /** Whether `value` changes its type. */
  readonly isCast: boolean;
  /** Whether `value` is another value than the one that was there; null: its type alone says that it cannot be. */
  readonly isChanged: string | null;
}

/** By the type that values go to, pg_type.typname without domains: the type by which they are compared with what they were. */
const comparedAs: Readonly<Record<string, string>> = {
  int2: 'numeric',
  int4: 'numeric',
  int8: 'numeric',
  float4: 'numeric',
  float8: 'numeric',
  numeric: 'numeric',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'text',
  date: 'timestamptz',
  timestamp: 'timestamptz',
  timestamptz: 'timestamptz',
  time: 'timetz',
  timetz: 'timetz',
  bit: 'varbit',
  varbit: 'varbit',
};

/** The columns that values are written to, in the order of the backup. */
export function restoredColumns({ backup, columns, known, written }: RestorePlan): RestoredColumn[] {
  const types = tupleTypes(backup);
  const casts = new Map(backup.columns.map(({ name, cast }) => [name, cast]));
  const fates = new Map(columns.map((column) => [column.name, column]));
  const baseTypes = new Map(known.table.columns.map(({ name, type }) => [name, type]));
  return written.map((name) => {
    const sql = quoteIdentifier(name);
    const type = fates.get(name)?.table ?? 'text';
    const tupleType = types.get(name) ?? 'text';
    if (fates.get(name)?.fate === 'same') {
      const isCast = (casts.get(name) ?? null) !== null;
      const value = isCast ? `s.${sql}::${type}` : `s.${sql}`;
      return { name, sql, stageType: isCast ? tupleType : type, value, isCast, isChanged: null };
    }
    const text = `s.${sql}::text`;
    const value = `${text}::${type}`;
    const as = comparedAs[baseTypes.get(name) ?? ''];
    const isChanged = as === undefined ? null : `${value}::text::${as} is distinct from ${text}::${as}`;
    return { name, sql, stageType: tupleType, value, isCast: true, isChanged };
  });
}
