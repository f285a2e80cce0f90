import { implement } from '@orpc/server';
import { contract } from '#shared/contract/contract.ts';
import type { FixOutcome, RejectFilter, RejectWork } from '#shared/contract/rejects.ts';
import type { PreviewCell } from '#shared/contract/imports.ts';
import { fault } from '#shared/fault.ts';
import {
  cellError,
  rejectStateSchema,
  type CellError,
  type Reject,
  type RejectState,
  type TypedFields,
} from '#shared/reject.ts';
import type { RowFix } from '#shared/row-fix.ts';
import type { SceneFile } from './test-rows.ts';

/** How the rejects of a run stood before a step, and what the step is called. */
interface Snapshot {
  readonly rows: readonly Reject[];
  readonly words: string;
}

/** The column whose field a short row of the scene lacks: every other one the datetime, the others the department. */
const missingOf = (record: number): string => (record % 2 === 0 ? 'datetime' : 'department_id or job_id');

/** The rejects of one run of the scene, with all that may be done to them. */
export class SceneRejects {
  rows: readonly Reject[];
  replaying: string | null = null;
  /** Records that the server refuses in a replay, although they pass. */
  readonly refused = new Set<number>();
  readonly #file: SceneFile;
  #undo: Snapshot[] = [];
  #redo: Snapshot[] = [];

  constructor(runId: string, file: SceneFile) {
    this.#file = file;
    this.rows = file.rejects.map((reject) => ({
      ...reject,
      runId,
      missing: reject.errors.some(({ code }) => code === 'fields.tooFew') ? missingOf(reject.record) : null,
    }));
  }

  /** Those that fit a filter, in the order of their records. */
  fitting({ code, column, query, state, missing }: RejectFilter): readonly Reject[] {
    return this.rows
      .filter(({ errors }) => code === null || errors.some((error) => error.code === code))
      .filter(({ errors }) => column === null || errors.some((error) => (error.column ?? '') === column))
      .filter((row) => state === null || row.state === state)
      .filter((row) => missing === null || row.missing === missing)
      .filter(({ line }) => line.toLowerCase().includes(query.toLowerCase()))
      .map((row, at) => ({ ...row, ordinal: at + 1 }));
  }

  states(rows: readonly Reject[]): { state: RejectState; count: number }[] {
    return rejectStateSchema.options.map((state) => ({
      state,
      count: rows.filter((row) => row.state === state).length,
    }));
  }

  work(): RejectWork {
    return {
      refusal: null,
      history: { undo: this.#undo.at(-1)?.words ?? null, redo: this.#redo.at(-1)?.words ?? null },
      states: this.states(this.rows),
      counted: true,
      replaying: this.replaying,
    };
  }

  judge(fields: TypedFields): { cells: PreviewCell[]; rowError: CellError | null; errors: CellError[] } {
    const rules = this.#file.columns.map(({ rule }) => rule);
    const got = fields.length;
    const rowError = got < rules.length ? cellError('fields.tooFew', null, null, { got, want: rules.length }) : null;
    const cells = rules.map((rule, at): PreviewCell => {
      const text = fields[at] ?? null;
      const empty = text === null || text === '';
      const wrong =
        empty && rule.required
          ? cellError('required', rule.name, text)
          : !empty && rule.type.startsWith('int') && !/^\d+$/.test(text)
            ? cellError('type.integer', rule.name, text, { min: '1', max: '9' })
            : !empty && rule.type.startsWith('timestamp') && !/^\d{4}-\d\d-\d\d/.test(text)
              ? cellError('type.timestamp', rule.name, text)
              : null;
      const stored = rule.type.startsWith('timestamp') ? `${text?.slice(0, 16)}:00+00` : text;
      return {
        text,
        stored: wrong === null && !empty ? stored : null,
        error: rowError === null ? wrong : null,
        warning: null,
      };
    });
    const errors = rowError === null ? cells.flatMap(({ error }) => (error === null ? [] : [error])) : [rowError];
    return { cells, rowError, errors };
  }

  edit(edits: readonly { readonly record: number; readonly fields: TypedFields | null }[]): readonly Reject[] {
    const records = new Set(edits.map(({ record }) => record));
    this.#step(`edit of record ${edits[0]?.record}`, (row) => {
      const edit = edits.find(({ record }) => record === row.record);
      return edit === undefined ? row : this.#with(row, edit.fields);
    });
    return this.rows.filter(({ record }) => records.has(record));
  }

  setAside(filter: RejectFilter, records: readonly number[] | null, aside: boolean): number {
    const chosen = new Set(this.fitting(filter).map(({ record }) => record));
    const isMeant = ({ record }: Reject): boolean => chosen.has(record) && records?.includes(record) !== false;
    this.#step(aside ? 'set aside' : 'take back', (row) =>
      isMeant(row) ? { ...row, state: aside ? 'aside' : row.fix?.errors.length === 0 ? 'fixed' : 'open' } : row,
    );
    return this.rows.filter(isMeant).length;
  }

  fixAll(filter: RejectFilter, fix: RowFix, apply: boolean): FixOutcome {
    const rows = this.fitting(filter).filter(({ state }) => state === 'open' || state === 'fixed');
    const after = new Map(
      rows.flatMap((row) => {
        const before = row.fix?.fields ?? row.fields;
        const fields = this.#fixed(before, fix);
        return JSON.stringify(before) === JSON.stringify(fields) ? [] : [[row.record, fields] as const];
      }),
    );
    const samples = rows.flatMap((row) => {
      const fields = after.get(row.record);
      const before = row.fix?.fields ?? row.fields;
      return fields === undefined
        ? []
        : [{ record: row.record, before: [...before], after: [...fields], errors: this.judge(fields).errors }];
    });
    if (apply) {
      this.#step('fix', (row) => {
        const fields = after.get(row.record);
        return fields === undefined ? row : this.#with(row, fields);
      });
    }
    const pass = samples.filter(({ errors }) => errors.length === 0).length;
    return { rows: rows.length, change: samples.length, pass, samples: samples.slice(0, 5) };
  }

  turnBack(which: 'undo' | 'redo'): void {
    const [from, to] = which === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    const last = from.pop();
    if (last === undefined) return;
    to.push({ rows: this.rows, words: last.words });
    this.rows = last.rows;
  }

  /** The rows that a replay sends; they are loaded, but for those that are refused. */
  replay(): { readonly read: number; readonly rejected: number } {
    const sent = this.rows.filter(({ state }) => state === 'fixed');
    if (sent.length === 0) throw fault('replay.nothing');
    this.rows = this.rows.map((row) => {
      if (row.state !== 'fixed' || row.fix === null) return row;
      if (!this.refused.has(row.record)) return { ...row, state: 'loaded' };
      const errors = [cellError('constraint', null, null, { reason: 'the shift is over' })];
      return { ...row, state: 'open', fix: { ...row.fix, errors } };
    });
    this.#undo = [];
    this.#redo = [];
    return { read: sent.length, rejected: sent.filter(({ record }) => this.refused.has(record)).length };
  }

  #step(words: string, change: (row: Reject) => Reject): void {
    this.#undo.push({ rows: this.rows, words });
    this.#redo = [];
    this.rows = this.rows.map(change);
  }

  #with(row: Reject, fields: TypedFields | null): Reject {
    if (fields === null) return { ...row, state: 'open', fix: null };
    const { cells, errors } = this.judge(fields);
    const stored = fields.map((_, at) => cells[at]?.stored ?? null);
    return { ...row, state: errors.length === 0 ? 'fixed' : 'open', fix: { fields: [...fields], errors, stored } };
  }

  #fixed(fields: TypedFields, fix: RowFix): TypedFields {
    if (fix.kind === 'again') return fields;
    const at = this.#file.columns.findIndex(({ rule }) => rule.name === fix.column);
    switch (fix.kind) {
      case 'fill':
        return fields.map((field, place) => (place === at ? fix.text : field));
      case 'shiftRight':
        return [...fields.slice(0, at), fix.put, ...fields.slice(at)].slice(0, this.#file.columns.length);
      case 'shiftLeft':
        return fields.filter((_, place) => place !== at);
      case 'replace':
        return fields.map((field, place) => (place === at ? (field?.replaceAll(fix.find, fix.with) ?? null) : field));
      case 'split':
        return fields;
    }
  }
}

interface RejectScene {
  readonly of: (runId: string) => SceneRejects;
  readonly columnsOf: (runId: string) => string[];
  readonly heard: (name: string, input: unknown) => void;
  readonly changed: () => void;
  readonly replay: (runId: string) => { jobId: string; runId: string };
}

const countBy = <T extends string>(keys: readonly T[]): [T, number][] => {
  const counts = new Map<T, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts];
};

/** The handlers of all calls for rejects. */
export function rejectHandlers({ of, columnsOf, heard, changed, replay }: RejectScene) {
  const os = implement(contract).rejects;
  return {
    page: os.page.handler(({ input }) => {
      const all = of(input.runId).fitting(input);
      return {
        total: all.length,
        counted: true,
        columns: columnsOf(input.runId),
        rejects: all.slice(input.offset, input.offset + input.limit),
      };
    }),
    facets: os.facets.handler(({ input }) => {
      const scene = of(input.runId);
      const all = scene.fitting({ ...input, code: null, column: null, state: null, missing: null });
      const codes = countBy(all.flatMap(({ errors }) => errors.map(({ code }) => code)));
      const columns = countBy(all.flatMap(({ errors }) => errors.map(({ column }) => column ?? '')));
      const missing = countBy(all.flatMap((row) => (row.missing === null ? [] : [row.missing])));
      return {
        total: scene.fitting(input).length,
        counted: true,
        reasons: codes.map(([code, count]) => ({ code, count })),
        columns: columns.map(([column, count]) => ({ column, count })),
        states: scene.states(all),
        missing: missing.map(([column, count]) => ({ column, count })),
      };
    }),
    work: os.work.handler(({ input }) => of(input.runId).work()),
    judge: os.judge.handler(({ input }) => of(input.runId).judge(input.fields)),
    edit: os.edit.handler(({ input }) => {
      heard('rejects.edit', input);
      const scene = of(input.runId);
      const rows = [...scene.edit(input.edits)];
      changed();
      return { changed: rows, work: scene.work() };
    }),
    setAside: os.setAside.handler(({ input }) => {
      const scene = of(input.runId);
      const rows = scene.setAside(input, input.records, input.aside);
      changed();
      return { rows, work: scene.work(), jobId: null };
    }),
    fixAll: os.fixAll.handler(({ input }) => {
      heard('rejects.fixAll', input);
      const outcome = of(input.filter.runId).fixAll(input.filter, input.fix, input.apply);
      if (input.apply) changed();
      return { outcome, jobId: null };
    }),
    done: os.done.handler(() => ({ outcome: null })),
    undo: os.undo.handler(({ input }) => {
      of(input.runId).turnBack('undo');
      changed();
      return { work: of(input.runId).work(), jobId: null };
    }),
    redo: os.redo.handler(({ input }) => {
      of(input.runId).turnBack('redo');
      changed();
      return { work: of(input.runId).work(), jobId: null };
    }),
    replay: os.replay.handler(({ input }) => replay(input.runId)),
    export: os.export.handler(({ input }) => {
      heard('rejects.export', input);
      const rows = of(input.runId).fitting(input).length;
      return { name: 'hired_employees.rejects.csv', rows, href: null, path: input.path, jobId: null };
    }),
  };
}
