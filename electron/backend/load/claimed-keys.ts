import { makeKeySet } from '#backend/check/key-form.ts';
import type { KeySet } from '#backend/check/key-set.ts';
import type { LoadPlan } from './plan-load.ts';

/** Keys that are held, in bytes; those of rows beyond are not remembered. */
const KEY_BYTES_MAX = 256 * 1024 * 1024;

/** A key that a row of the slice has and that nobody before it has claimed. */
interface AskedKey {
  readonly set: KeySet;
  /** Place of the row in its slice, from 1. */
  readonly place: number;
  readonly key: Buffer;
}

/**
 * Keys of rows that passed in earlier slices of one file, which is judged slice by slice: who has one of them comes too late. Keys
 * are compared as the check does, and among the rows of a slice the server compares. So one case remains that only the load itself
 * finds: rows of two slices whose values the server takes for equal although they are spelled differently, of a type that is not
 * exact (citext, for one).
 */
export class ClaimedKeys {
  readonly #sets = new Map<string, KeySet>();
  #asked: AskedKey[] = [];

  /**
   * One set a key of the plan, to judge the rows of the next slice by; none in the mode skip, where equal keys are no errors. What
   * they are asked to claim waits for `settle`. An owner is told as its record plus `rows`, so that nobody takes it for a row of the
   * slice.
   * @param rows of the slice
   */
  setsOf({ check, mode }: LoadPlan, rows: number): KeySet[] {
    this.#asked = [];
    if (mode === 'skip') return [];
    return check.keys.map(({ names, columns, nullsDistinct }) => {
      const codecs = columns.flatMap((index) => check.columns[index]?.codec ?? []);
      // Between two slices a table can be changed.
      const identity = JSON.stringify([names, codecs.map(({ type }) => type), nullsDistinct]);
      const set = this.#sets.get(identity) ?? makeKeySet(codecs, nullsDistinct);
      this.#sets.set(identity, set);
      return this.#asking(set, rows);
    });
  }

  /**
   * Ends a slice: the rows that passed claim their keys.
   * @param records one a row of the slice: its record in the file; null: it did not pass
   */
  settle(records: readonly (number | null)[]): void {
    let held = [...this.#sets.values()].reduce((bytes, { bytesUsed }) => bytes + bytesUsed, 0);
    for (const { set, place, key } of this.#asked) {
      const record = records[place - 1] ?? null;
      if (record === null || held > KEY_BYTES_MAX) continue;
      held -= set.bytesUsed;
      set.claim(key, 0, key.length, record);
      held += set.bytesUsed;
    }
    this.#asked = [];
  }

  #asking(set: KeySet, rows: number): KeySet {
    const find: KeySet['find'] = (key, start, end) => {
      const owner = set.find(key, start, end);
      return owner === 0 ? 0 : rows + owner;
    };
    return {
      size: set.size,
      bytesUsed: set.bytesUsed,
      find,
      claim: (key, start, end, place) => {
        const owner = find(key, start, end);
        if (owner === 0) this.#asked.push({ set, place, key: Buffer.from(key.subarray(start, end)) });
        return owner;
      },
    };
  }
}
