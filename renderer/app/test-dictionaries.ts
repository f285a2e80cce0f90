import { implement } from '@orpc/server';
import {
  dictionaries as contract,
  type DictionaryProblem,
  type DictionaryView,
} from '#shared/contract/dictionaries.ts';
import { compareColumns } from '#shared/dictionary-drift.ts';
import { fault } from '#shared/fault.ts';
import type { Dictionary } from '#shared/rule.ts';
import type { SceneFile } from './test-rows.ts';

/** The dictionaries of a scene: built-in ones made from its files, and those that were saved. */
export class SceneDictionaries {
  readonly saved = new Map<string, Dictionary>();
  /** What the next save is told. */
  problems: DictionaryProblem[] = [];
  /** What a schema file holds. */
  schema: { readonly dictionary: Dictionary; readonly notes: string[] } | null = null;
  readonly #files: () => readonly SceneFile[];

  constructor(files: () => readonly SceneFile[]) {
    this.#files = files;
  }

  of(table: string): Dictionary {
    return this.saved.get(table) ?? this.#builtIn(table);
  }

  #builtIn(table: string): Dictionary {
    const file = this.#files().find((one) => one.table === table);
    if (file === undefined) throw fault('target.missing', { table });
    return {
      table,
      columns: file.columns.map(({ rule }) => rule),
      primaryKey: ['id'],
      uniqueKeys: [],
      references: file.columns.flatMap(({ reference }) => (reference === null ? [] : [reference])),
      origin: 'builtIn',
    };
  }

  #view(table: string): DictionaryView {
    const unsaved = this.#builtIn(table);
    return {
      name: { schema: 'public', table },
      dictionary: this.of(table),
      drift: [...compareColumns(this.of(table), unsaved.columns, unsaved)],
      columns: unsaved.columns,
      catalog: { ...unsaved, origin: 'catalog' },
      unsaved,
    };
  }

  handlers(heard: (name: string, input: unknown) => void) {
    const os = implement(contract);
    return {
      get: os.get.handler(({ input }) => this.#view(input.name.table)),
      save: os.save.handler(({ input }) => {
        heard('dictionaries.save', input);
        if (this.problems.length > 0) return { problems: this.problems, view: null };
        this.saved.set(input.name.table, { ...input.dictionary, origin: 'person' });
        return { problems: [], view: this.#view(input.name.table) };
      }),
      reset: os.reset.handler(({ input }) => {
        heard('dictionaries.reset', input);
        this.saved.delete(input.name.table);
        return { view: this.#view(input.name.table) };
      }),
      readSchema: os.readSchema.handler(({ input }) => {
        if (this.schema === null) throw fault('source.missing', { name: 'schema' });
        const name = input.name ?? { schema: 'public', table: this.schema.dictionary.table };
        const exists = this.#files().some(({ table }) => table === name.table);
        return { name, exists, ...this.schema };
      }),
      writeSchema: os.writeSchema.handler(({ input }) => {
        heard('dictionaries.writeSchema', input);
        return { name: `${input.name.table}.schema.json`, href: null, path: input.path };
      }),
      planTable: os.planTable.handler(({ input }) => ({
        sql: `create table "public"."${input.name.table}" ()`,
        notes: [],
        problems: this.problems,
      })),
      createTable: os.createTable.handler(({ input }) => {
        heard('dictionaries.createTable', input);
        return { problems: this.problems, view: null };
      }),
    };
  }
}
