import type { Table } from '#shared/column.ts';
import type { Dictionary } from '#shared/rule.ts';
import type { CheckPlan, PlanColumn, PlanKey, PlanReference } from './check-plan.ts';

/**
 * The keys that dictionary and catalog ask for, each once, as far as the file fills them. One that also stands as an error does
 * not warn.
 */
export function planKeys(
  columns: readonly PlanColumn[],
  dictionary: Dictionary,
  table: Table | null,
): Pick<CheckPlan, 'keys' | 'warnedKeys'> {
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
  const warned = (dictionary.warningKeys ?? []).map((names) => ({
    names,
    primary: false,
    nullsDistinct: true,
    inTable: false,
  }));
  const seen = new Set<string>();
  const plan = (asked: readonly Omit<PlanKey, 'columns'>[]): PlanKey[] =>
    asked.flatMap((key) => {
      const name = JSON.stringify(key.names.toSorted());
      const positions = positionsOf(key.names, columns);
      if (seen.has(name) || positions === null) return [];
      seen.add(name);
      return [{ ...key, columns: positions }];
    });
  const keys = plan([...ofTable, ...ofDictionary]);
  return { keys, warnedKeys: plan(warned) };
}

interface AskedReference {
  readonly names: readonly string[];
  readonly schema: string | null;
  readonly table: string;
  readonly parentColumns: readonly string[];
  readonly inTable: boolean;
}

/** The same for references. */
export function planReferences(
  columns: readonly PlanColumn[],
  dictionary: Dictionary,
  table: Table | null,
): Pick<CheckPlan, 'references' | 'warnedReferences'> {
  const ofTable = (table?.foreignKeys ?? []).map((key) => ({
    names: key.columns,
    schema: key.parentSchema,
    table: key.parentTable,
    parentColumns: key.parentColumns,
    inTable: true,
  }));
  const ofDictionary = (severity: 'error' | 'warning'): AskedReference[] =>
    dictionary.references
      .filter((reference) => (reference.severity ?? 'error') === severity)
      .map((reference) => ({
        names: reference.columns,
        schema: reference.schema ?? null,
        table: reference.table,
        parentColumns: reference.parentColumns,
        inTable: false,
      }));
  const seen = new Set<string>();
  const plan = (asked: readonly AskedReference[]): PlanReference[] =>
    asked.flatMap((reference) => {
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
  const references = plan([...ofTable, ...ofDictionary('error')]);
  return { references, warnedReferences: plan(ofDictionary('warning')) };
}

/** Where columns stand in the plan; null if the file does not fill all of them. */
function positionsOf(names: readonly string[], columns: readonly PlanColumn[]): number[] | null {
  const positions = names.map((name) => columns.findIndex((column) => column.name === name));
  return positions.includes(-1) ? null : positions;
}
