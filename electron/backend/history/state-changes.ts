import type { BlockStore } from './block-store.ts';
import { rowOf, type RejectMarks } from './reject-block.ts';

/** A block whose states are looked at. */
interface OpenBlock {
  readonly id: number;
  readonly marks: RejectMarks;
  isChanged: boolean;
}

/**
 * The states of a run's rejects as one transaction reads and changes them: each block is read once, and written once, by `keep`.
 * Runs are named by their number.
 */
export class StateChanges {
  readonly #blocks: BlockStore;
  readonly #run: number;
  readonly #open = new Map<number, OpenBlock>();
  #last: OpenBlock | null = null;

  constructor(blocks: BlockStore, run: number) {
    this.#blocks = blocks;
    this.#run = run;
  }

  of(record: number): number {
    const { marks, row } = this.#find(record);
    return marks.states[row] ?? 0;
  }

  set(record: number, state: number): void {
    const { block, marks, row } = this.#find(record);
    marks.states[row] = state;
    block.isChanged = true;
  }

  /** The first records behind one that are in a state, at most so many. */
  recordsIn(state: number, after: number, limit: number): number[] {
    const records: number[] = [];
    let part = this.#blocks.next(this.#run, after);
    for (; part !== null && records.length < limit; part = this.#blocks.next(this.#run, part.last)) {
      if (part.groups.every((group) => group.state !== state)) continue;
      const { marks } = this.#opened(part.id);
      for (let row = 0; row < marks.states.length && records.length < limit; row += 1) {
        const record = marks.records[row] ?? 0;
        if (record > after && marks.states[row] === state) records.push(record);
      }
    }
    return records;
  }

  /** Writes what was set. */
  keep(): void {
    for (const block of this.#open.values()) {
      if (block.isChanged) this.#blocks.putMarks(this.#run, block.id, block.marks);
      block.isChanged = false;
    }
  }

  #find(record: number): { readonly block: OpenBlock; readonly marks: RejectMarks; readonly row: number } {
    let block = this.#last;
    let row = block === null ? -1 : rowOf(block.marks, record);
    if (block === null || row < 0) {
      const part = this.#blocks.around(this.#run, record);
      block = part === null ? null : this.#opened(part.id);
      row = block === null ? -1 : rowOf(block.marks, record);
    }
    // Who names a record has read it before; and rejects do not go.
    if (block === null || row < 0) throw new SyntaxError(`There is no reject of record ${record}.`);
    this.#last = block;
    return { block, marks: block.marks, row };
  }

  #opened(id: number): OpenBlock {
    const block = this.#open.get(id) ?? { id, marks: this.#blocks.marks(id), isChanged: false };
    this.#open.set(id, block);
    return block;
  }
}
