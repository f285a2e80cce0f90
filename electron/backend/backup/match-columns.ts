import type { Column } from '#shared/column.ts';
import type { RestoreColumn, RestoreFate } from '#shared/restore.ts';
import type { ColumnDefinition, TableDefinition } from '#shared/table-definition.ts';

type Described = Pick<TableDefinition, 'columns' | 'types'>;

/**
 * What becomes of each column when a backup goes into a table: those of the backup in their order, then those that only the table has.
 * @param table as the catalog describes it, defaults and NOT NULL of domains included
 */
export function matchColumns(backup: Described, there: Described, table: readonly Column[]): RestoreColumn[] {
  const known = new Map(there.columns.map((column) => [column.name, column]));
  const names = new Set(backup.columns.map(({ name }) => name));
  const ofBackup = backup.columns.map((column): RestoreColumn => {
    const target = known.get(column.name);
    return {
      name: column.name,
      backup: column.sql,
      table: target?.sql ?? null,
      fate: target === undefined ? 'dropped' : fateOf(typesOf(column, backup), target, typesOf(target, there)),
    };
  });
  const more = table
    .filter(({ name }) => !names.has(name))
    .map((column) => ({
      name: column.name,
      backup: null,
      table: known.get(column.name)?.sql ?? column.typeName,
      fate: fillOf(column),
    }));
  return [...ofBackup, ...more];
}

/** The type itself, and the one that is left when domains are taken off: their binary form is that. */
const typesOf = ({ sql, base }: ColumnDefinition, { types }: Described): string =>
  JSON.stringify([sql, types.find(({ oid }) => oid === base.type)?.sql]);

function fateOf(backup: string, target: ColumnDefinition, types: string): RestoreFate {
  if (target.generated !== null) return 'computed';
  return backup === types ? 'same' : 'converted';
}

function fillOf({ generated, hasDefault, identity, notNull }: Column): RestoreFate {
  if (generated) return 'computed';
  if (hasDefault || identity !== null) return 'default';
  return notNull ? 'unfilled' : 'null';
}
