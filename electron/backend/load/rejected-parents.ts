import type { TableName } from '#shared/column.ts';
import type { WhyMissing } from '#backend/check/key-check.ts';
import { compileShownKey } from '#backend/check/shown-key.ts';
import { splitFields } from '#backend/parse/split-record.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { LoadPlan } from './plan-load.ts';
import type { RejectSink } from './run-log.ts';

/** Keys that are kept of the rejected rows of a batch; of those beyond it is only said that they are in no table. */
export const REJECTED_KEYS_MAX = 200_000;

/** Columns of a table that rows of the batch refer to. */
export interface ParentKey {
  readonly target: TableName;
  readonly columns: readonly string[];
}

interface RejectedKeys {
  readonly of: string;
  readonly file: string;
  /** Record number by key. */
  readonly records: Map<string, number>;
}

const nameOf = ({ target: { schema, table }, columns }: ParentKey): string =>
  JSON.stringify([schema, table, ...columns]);

/**
 * The keys that rejected rows of a batch would have had, so that a child whose parent was rejected can be told by which file
 * and record. A row of the wrong width has no key: which of its fields that would be is not known.
 */
export class RejectedParents {
  readonly #wanted: readonly ParentKey[];
  readonly #keys: RejectedKeys[] = [];

  /** @param wanted what the files of the batch refer to, repetitions included */
  constructor(wanted: readonly ParentKey[]) {
    this.#wanted = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
  }

  /** One file: what was rejected in those before it, in itself, and in those that are judged with it explains what its rows miss. */
  begin(file: string): FileOfBatch {
    return {
      whyMissing: ({ parents }) => {
        return (reference, key) => {
          const parent = parents[reference];
          if (parent === undefined) return '';
          const of = nameOf({ target: parent.target, columns: parent.reference.parentColumns });
          const wanted = JSON.stringify(key);
          const found = this.#keys.find((keys) => keys.of === of && keys.records.has(wanted));
          return found === undefined ? '' : `: it was rejected in ${found.file}, record ${found.records.get(wanted)}`;
        };
      },
      keep: (plan, sink) => this.#keep(file, plan, sink),
    };
  }

  #keep(file: string, plan: LoadPlan, sink: RejectSink): RejectSink {
    const { schema, table } = plan.target;
    const kept = this.#wanted.flatMap((key) => {
      const positions = key.columns.map((name) => plan.check.columns.findIndex((column) => column.name === name));
      if (key.target.schema !== schema || key.target.table !== table || positions.includes(-1)) return [];
      const keys: RejectedKeys = { of: nameOf(key), file, records: new Map() };
      return [{ keys, keyOf: compileShownKey(plan.check, positions) }];
    });
    if (kept.length === 0) return sink;
    this.#keys.push(...kept.map(({ keys }) => keys));
    const note = (row: RejectedRow): void => {
      if (this.#size >= REJECTED_KEYS_MAX || isUnreadable(row)) return;
      const fields = splitFields(row.bytes, plan.check.dialect);
      if (fields.length !== plan.check.width) return;
      for (const { keys, keyOf } of kept) {
        const key = JSON.stringify(keyOf(fields));
        if (key !== 'null' && !keys.records.has(key)) keys.records.set(key, row.record);
      }
    };
    return {
      add: (rows) => {
        rows.forEach(note);
        return sink.add(rows);
      },
      amend: (more) => sink.amend(more),
      addRest: (record, piece) => sink.addRest(record, piece),
      clear: () => {
        for (const { keys } of kept) keys.records.clear();
        return sink.clear();
      },
      settle: () => sink.settle(),
    };
  }

  get #size(): number {
    return this.#keys.reduce((size, { records }) => size + records.size, 0);
  }
}

/** One file on its way, beside those before it. */
export interface FileOfBatch {
  /** Of the rejects that are kept when it is asked. */
  whyMissing(plan: LoadPlan): WhyMissing;
  /** The same sink, which also notes the keys of what it is given. */
  keep(plan: LoadPlan, sink: RejectSink): RejectSink;
}

/** What is wrong with the row as a whole, but for what the server says of it. */
const isUnreadable = ({ errors }: RejectedRow): boolean =>
  errors.some(({ code, column }) => column === null && code !== 'constraint');
