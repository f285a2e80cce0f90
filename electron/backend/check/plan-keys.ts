import type { Table } from '#shared/column.ts';
import type { Dictionary } from '#shared/rule.ts';
import type { PlanColumn, PlanKey, PlanReference } from './check-plan.ts';

/** The keys that dictionary and catalog ask for, each once, as far as the file fills them. */
export function planKeys(columns: readonly PlanColumn[], dictionary: Dictionary, table: Table | null): PlanKey[] {
  const ofTable = (table?.uniqueKeys ?? [])
    .filter((key) => key.plain)
    .map((key) => ({ names: key.columns, primary: key.primary, nullsDistinct: key.nullsDistinct, inTable: true }));
  const primary = dictionary.primaryKey.length === 0 ? [] : [dictionary.primaryKey];
  const ofDictionary = [...primary, ...dictionary.uniqueKeys].map((names) => ({
    names,
    primary: names === dictionary.primaryKey,
    nullsDistinct: true,
    inTable: false,
  }));
  const seen = new Set<string>();
  return [...ofTable, ...ofDictionary].flatMap((key) => {
    const name = JSON.stringify(key.names.toSorted());
    const positions = positionsOf(key.names, columns);
    if (seen.has(name) || positions === null) return [];
    seen.add(name);
    return [{ ...key, columns: positions }];
  });
}

/** The references that dictionary and catalog ask for, each once, as far as the file fills them. */
export function planReferences(
  columns: readonly PlanColumn[],
  dictionary: Dictionary,
  table: Table | null,
): PlanReference[] {
  const ofTable = (table?.foreignKeys ?? []).map((key) => ({
    names: key.columns,
    schema: key.parentSchema,
    table: key.parentTable,
    parentColumns: key.parentColumns,
    inTable: true,
  }));
  const ofDictionary = dictionary.references.map((reference) => ({
    names: reference.columns,
    schema: reference.schema ?? null,
    table: reference.table,
    parentColumns: reference.parentColumns,
    inTable: false,
  }));
  const seen = new Set<string>();
  return [...ofTable, ...ofDictionary].flatMap((reference) => {
    const { names, parentColumns } = reference;
    const schema = reference.schema === table?.schema ? null : reference.schema;
    const pairs = names.map((name, at) => [name, parentColumns[at]].join('\0')).toSorted();
    const identity = JSON.stringify([schema, reference.table, pairs]);
    const positions = positionsOf(names, columns);
    if (seen.has(identity) || positions === null) return [];
    seen.add(identity);
    const prefix = schema === null ? reference.table : `${schema}.${reference.table}`;
    return [
      {
        ...reference,
        schema,
        columns: positions,
        parent:
          parentColumns.length === 1
            ? `${prefix}.${parentColumns.join('')}`
            : `${prefix} (${parentColumns.join(', ')})`,
        self: schema === null && reference.table === dictionary.table,
        comparable: positions.every((position) => columns[position]?.codec.exact === true),
      },
    ];
  });
}

/** Where columns stand in the plan; null if the file does not fill all of them. */
function positionsOf(names: readonly string[], columns: readonly PlanColumn[]): number[] | null {
  const positions = names.map((name) => columns.findIndex((column) => column.name === name));
  return positions.includes(-1) ? null : positions;
}
