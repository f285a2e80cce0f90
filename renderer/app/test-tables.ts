import { implement } from '@orpc/server';
import { typeLabel } from '#shared/column.ts';
import { tables as contract, type TableSummary } from '#shared/contract/tables.ts';
import { fault } from '#shared/fault.ts';
import type { Scene } from './test-scene.ts';

function summariesOf(scene: Scene): TableSummary[] {
  return scene.files.map(({ table, columns, bytes }) => ({
    schema: 'public',
    table,
    columnCount: columns.length,
    rowCount: scene.loaded.get(table) ?? 0,
    rowCountExact: true,
    bytes,
    lastRun: scene.runs.find((run) => run.table === table) ?? null,
    lastBackup: null,
    drift: [],
  }));
}

/** The handlers of all calls for tables. */
export function tableHandlers(scene: Scene) {
  const os = implement(contract);
  return {
    list: os.list.handler(() => ({ schema: 'public', tables: summariesOf(scene) })),
    get: os.get.handler(({ input }) => {
      const file = scene.files.find(({ table }) => table === input.name.table);
      const summary = summariesOf(scene).find(({ table }) => table === input.name.table);
      if (file === undefined || summary === undefined) throw fault('target.missing', { table: input.name.table });
      const rules = file.columns.map(({ rule }) => rule);
      return {
        summary,
        table: {
          schema: 'public',
          table: file.table,
          oid: 1,
          partitioned: false,
          columns: rules.map((rule, at) => ({
            name: rule.name,
            position: at + 1,
            typeOid: 0,
            type: rule.type,
            typeName: typeLabel(rule.type),
            typmod: -1,
            domain: null,
            notNull: rule.required,
            hasDefault: false,
            identity: null,
            generated: false,
            maxLength: null,
            precision: null,
            scale: null,
            labels: null,
          })),
          uniqueKeys: [],
          foreignKeys: [],
          checks: [],
          hasTriggers: false,
          hasRowSecurity: false,
          rights: { select: true, insert: true, update: true, delete: true, truncate: true },
        },
        dictionary: scene.dictionaries.of(file.table),
      };
    }),
  };
}
