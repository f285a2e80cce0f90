import type { Database } from 'better-sqlite3';
import type { BlockStore } from './block-store.ts';
import { groupsOf } from './reject-block.ts';
import type { LineSearch } from './search-line.ts';
import type { Guard } from './sqlite-fault.ts';
import type { GroupCount, SurveyPart } from './survey-part.ts';

/** What pages and facets of a run's rejects are found by: how many rows of which kind and state stand in which block. */
export interface Survey {
  /** Blocks whose rows are counted, in the order of their records. */
  readonly parts: readonly SurveyPart[];
  /** Parts from the first one on between which no rows are left to be counted. */
  readonly solid: number;
  /** All rows are counted. */
  readonly isWhole: boolean;
}

/** A survey that grows, block by block, only as long as somebody asks for more of it. */
export interface GrowingSurvey {
  now(): Survey;
  /** Counts for so many milliseconds, and one block at least. */
  more(ms: number): void;
}

/** Surveys that are held, oldest first out. */
const HELD_MAX = 12;

interface Held {
  readonly run: number;
  /** Null: all rows. */
  readonly search: LineSearch | null;
  /** Of the rejects as the blocks were listed; null: they were not. */
  version: number | null;
  blocks: readonly SurveyPart[];
  /** What was found in blocks, by their ids, while they had some version. */
  readonly found: Map<number, { readonly version: number; readonly groups: readonly GroupCount[] }>;
  /** The first block whose rows may not be counted. */
  next: number;
}

/**
 * Makes surveys. That of all rows stands in the blocks themselves; those of searches are held in memory, and only blocks in which
 * something changed are searched anew. Runs are named by their number.
 */
export class RejectSurveys {
  readonly #db: Database;
  readonly #blocks: BlockStore;
  readonly #guard: Guard;
  readonly #held = new Map<string, Held>();

  constructor(db: Database, guard: Guard, blocks: BlockStore) {
    this.#db = db;
    this.#guard = guard;
    this.#blocks = blocks;
  }

  /** @param search null: all rows */
  of(run: number, search: LineSearch | null): GrowingSurvey {
    const name = JSON.stringify([run, search?.query ?? null]);
    const held = this.#held.get(name) ?? { run, search, version: null, blocks: [], found: new Map(), next: 0 };
    this.#held.delete(name);
    this.#held.set(name, held);
    for (const old of [...this.#held.keys()].slice(0, -HELD_MAX)) this.#held.delete(old);
    return { now: () => this.#guard(() => this.#now(held)), more: (ms) => this.#guard(() => this.#more(held, ms)) };
  }

  #now(held: Held): Survey {
    this.#list(held);
    const { blocks, search, next } = held;
    if (search === null) return { parts: blocks, solid: blocks.length, isWhole: true };
    const parts = blocks.flatMap((block) => {
      const groups = groupsFound(held, block);
      return groups === null ? [] : [{ ...block, groups }];
    });
    return { parts, solid: next, isWhole: next === blocks.length };
  }

  #more(held: Held, ms: number): void {
    const endMs = performance.now() + ms;
    this.#list(held);
    const { blocks, search, found } = held;
    if (search === null) return;
    do {
      const block = blocks[held.next];
      if (block === undefined) return;
      // Another process may have changed it since it was listed; then it is listed anew before it is counted.
      const counted = this.#db.transaction(() => {
        if (this.#blocks.versionOf(held.run) !== held.version) return null;
        return this.#blocks.block(block.id);
      })();
      if (counted === null) return;
      const rows = search.rows(counted);
      const kinds = Int32Array.from(rows, (row) => counted.kinds[row] ?? 0);
      const states = Uint8Array.from(rows, (row) => counted.states[row] ?? 0);
      found.set(block.id, { version: block.version, groups: groupsOf({ kinds, states }) });
      held.next = nextOf(held, held.next);
    } while (performance.now() < endMs);
  }

  /** Lists the blocks, where one of them has changed. */
  #list(held: Held): void {
    const version = this.#blocks.versionOf(held.run);
    if (held.version === version) return;
    held.version = version;
    held.blocks = this.#blocks.list(held.run);
    const ids = new Set(held.blocks.map(({ id }) => id));
    for (const id of held.found.keys()) if (!ids.has(id)) held.found.delete(id);
    held.next = nextOf(held, 0);
  }
}

function groupsFound({ found }: Held, { id, version }: SurveyPart): readonly GroupCount[] | null {
  const known = found.get(id);
  return known?.version === version ? known.groups : null;
}

/** The first block from `from` on whose rows are not counted. */
function nextOf(held: Held, from: number): number {
  for (let at = from; at < held.blocks.length; at += 1) {
    const block = held.blocks[at];
    if (block !== undefined && groupsFound(held, block) === null) return at;
  }
  return held.blocks.length;
}
