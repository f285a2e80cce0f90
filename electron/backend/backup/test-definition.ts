import type { TableDefinition } from '#shared/table-definition.ts';

/** A definition without the oids of types, which differ when they are made anew: each is named instead. */
export function comparable(definition: TableDefinition): unknown {
  const names = new Map(definition.types.map(({ oid, sql }) => [oid, sql]));
  const byName = (key: string, value: unknown): unknown => {
    if (key === 'oid') return undefined;
    const isRef = ['type', 'base', 'element', 'subtype'].includes(key) && typeof value === 'number';
    return isRef ? names.get(value) : value;
  };
  return JSON.parse(JSON.stringify(definition, byName));
}
