import { implement } from '@orpc/server';
import { imports as contract, type Preview } from '#shared/contract/imports.ts';
import { plainDialect } from '#shared/dialect.ts';
import { takesField, type ImportItem } from '#shared/load.ts';
import { startJob } from './test-jobs.ts';
import type { Scene } from './test-scene.ts';

function previewOf(
  scene: Scene,
  input: {
    source: ImportItem['source'];
    dialect: object;
    target: Preview['target'];
    match: Preview['match'] | null;
    limit: number;
  },
): Preview {
  const file = scene.fileOf(input);
  const target = input.target ?? (scene.unguessed.has(file.name) ? null : { schema: 'public', table: file.table });
  const match =
    target === null ? [] : (input.match ?? file.columns.map(({ rule }, field) => ({ column: rule.name, field })));
  return {
    source: input.source,
    name: file.name,
    bytes: file.bytes,
    dialect: { ...plainDialect, ...input.dialect },
    chosen: Object.keys(input.dialect),
    target,
    targetExists: true,
    targetFoundBy: input.target === null ? 'by its name' : 'chosen',
    candidates: scene.files.map(({ table }) => ({ schema: 'public', table })),
    width: file.columns.length,
    fieldNames: [],
    match,
    matched:
      target === null
        ? null
        : { by: input.match === null ? 'position' : 'chosen', signature: `width ${file.columns.length}` },
    unfilled: [],
    columns: (target === null ? [] : file.columns).map((column) => ({
      ...column,
      field: match.filter(takesField).find((one) => one.column === column.rule.name)?.field ?? null,
    })),
    rows: file.rows.slice(0, input.limit),
    whole: file.rows.length <= input.limit,
    sheets: [],
    ambiguous: [],
    judgedBy: JSON.stringify(scene.dictionaries.of(file.table)),
    drift: [],
  };
}

function unasked(call: string, input: object): never {
  throw new Error(`No scene answers imports.${call}: ${Object.keys(input).join(', ')}`);
}

/** The handlers of all calls for an import. */
export function importHandlers(scene: Scene) {
  const os = implement(contract);
  return {
    preview: os.preview.handler(({ input }) => {
      scene.heard('imports.preview', input);
      return previewOf(scene, input);
    }),
    check: os.check.handler(({ input }) => {
      scene.heard('imports.check', input);
      return { jobId: startJob(scene, 'check', input.connectionId, input.items) };
    }),
    load: os.load.handler(({ input }) => {
      scene.heard('imports.load', input);
      return { jobId: startJob(scene, 'load', input.connectionId, input.items) };
    }),
    // No scene makes a table of a file: the specs in a browser do.
    infer: os.infer.handler(({ input }) => unasked('infer', input)),
    inferred: os.inferred.handler(({ input }) => unasked('inferred', input)),
    tryStatement: os.tryStatement.handler(({ input }) => unasked('tryStatement', input)),
  };
}
