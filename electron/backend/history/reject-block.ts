import type { GroupCount } from './survey-part.ts';

/**
 * Rejects of one run in the order of their records, as they are kept: a few arrays for up to a thousand rows. Written and read
 * together, a million rows take what a few thousand would take alone.
 */
export interface RejectBlock extends RejectMarks {
  /** Byte offsets of the rows in the source. */
  readonly offsets: Float64Array<ArrayBuffer>;
  /** Where the bytes of each row end in `bytes`. */
  readonly ends: Int32Array<ArrayBuffer>;
  readonly bytes: Buffer;
  /** Errors of rows, as JSON; rows with the same share them. */
  readonly errors: readonly string[];
  /** Index in `errors`, for each row. */
  readonly errorsOf: Int32Array<ArrayBuffer>;
}

/** What can be told of the rows of a block without what stands in them. */
export interface RejectMarks {
  /** 1-based record numbers, going up. */
  readonly records: Float64Array<ArrayBuffer>;
  /** Ids of their kinds. */
  readonly kinds: Int32Array<ArrayBuffer>;
  /** As in reject-state.ts. */
  readonly states: Uint8Array<ArrayBuffer>;
}

/** A block has at most so many rows, and about so many bytes: to read one row of it, all of it is read. */
const BLOCK_ROWS = 1000;
const BLOCK_BYTES = 128 * 1024;

/** The bytes of a row. */
export const bytesAt = ({ bytes, ends }: RejectBlock, row: number): Buffer =>
  bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]);

/** Where a record stands among the rows; -1: it is not there. */
export function rowOf({ records }: RejectMarks, record: number): number {
  let from = 0;
  let to = records.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((records[middle] ?? 0) < record) from = middle + 1;
    else to = middle;
  }
  return records[from] === record ? from : -1;
}

/** How many rows are of which kind and in which state. */
export function groupsOf({ kinds, states }: Pick<RejectMarks, 'kinds' | 'states'>): GroupCount[] {
  const groups = new Map<number, { kind: number; state: number; count: number }>();
  for (let row = 0; row < kinds.length; row += 1) {
    const kind = kinds[row] ?? 0;
    const state = states[row] ?? 0;
    const name = kind * 8 + state;
    const group = groups.get(name) ?? { kind, state, count: 0 };
    group.count += 1;
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** The rows of several blocks, as blocks that follow each other and are neither too long nor, but for the last, too short. */
export function arrangeBlocks(blocks: readonly RejectBlock[]): RejectBlock[] {
  const all = inOrder(joined(blocks));
  const rows = all.records.length;
  const arranged: RejectBlock[] = [];
  let from = 0;
  for (let to = 1; to <= rows; to += 1) {
    const size = (all.ends[to - 1] ?? 0) - startOf(all, from);
    if (to < rows && to - from < BLOCK_ROWS && size < BLOCK_BYTES) continue;
    arranged.push(cut(all, from, to));
    from = to;
  }
  return arranged;
}

/** Whether more rows had better be joined with these than begin a block. */
export const hasRoom = (rows: number, bytes: number): boolean => rows < BLOCK_ROWS / 4 && bytes < BLOCK_BYTES / 4;

function inOrder(block: RejectBlock): RejectBlock {
  const { records } = block;
  if (records.every((record, row) => row === 0 || (records[row - 1] ?? 0) < record)) return block;
  const rows = Int32Array.from(records, (_, row) => row);
  return pickRows(
    block,
    rows.sort((one, other) => (records[one] ?? 0) - (records[other] ?? 0)),
  );
}

const startOf = ({ ends }: RejectBlock, row: number): number => (row === 0 ? 0 : (ends[row - 1] ?? 0));

/** One block of all; errors of each stand behind those of the one before. */
function joined(blocks: readonly RejectBlock[]): RejectBlock {
  const [only] = blocks;
  if (only !== undefined && blocks.length === 1) return only;
  const rows = blocks.reduce((sum, { records }) => sum + records.length, 0);
  const all = {
    records: new Float64Array(rows),
    offsets: new Float64Array(rows),
    kinds: new Int32Array(rows),
    states: new Uint8Array(rows),
    ends: new Int32Array(rows),
    errorsOf: new Int32Array(rows),
  };
  const errors: string[] = [];
  let row = 0;
  let end = 0;
  for (const block of blocks) {
    all.records.set(block.records, row);
    all.offsets.set(block.offsets, row);
    all.kinds.set(block.kinds, row);
    all.states.set(block.states, row);
    for (let at = 0; at < block.records.length; at += 1) {
      all.ends[row + at] = end + (block.ends[at] ?? 0);
      all.errorsOf[row + at] = errors.length + (block.errorsOf[at] ?? 0);
    }
    row += block.records.length;
    end += block.bytes.length;
    errors.push(...block.errors);
  }
  return { ...all, bytes: Buffer.concat(blocks.map(({ bytes }) => bytes)), errors };
}

/** The rows from one to before another. */
function cut(block: RejectBlock, from: number, to: number): RejectBlock {
  const start = startOf(block, from);
  return {
    records: block.records.slice(from, to),
    offsets: block.offsets.slice(from, to),
    kinds: block.kinds.slice(from, to),
    states: block.states.slice(from, to),
    ends: block.ends.slice(from, to).map((end) => end - start),
    bytes: block.bytes.subarray(start, block.ends[to - 1]),
    ...onlyErrorsOf(block, block.errorsOf.slice(from, to)),
  };
}

/** These rows of a block, in this order. */
export function pickRows(block: RejectBlock, rows: Int32Array): RejectBlock {
  const pieces = Array.from(rows, (row) => bytesAt(block, row));
  let end = 0;
  return {
    records: Float64Array.from(rows, (row) => block.records[row] ?? 0),
    offsets: Float64Array.from(rows, (row) => block.offsets[row] ?? 0),
    kinds: Int32Array.from(rows, (row) => block.kinds[row] ?? 0),
    states: Uint8Array.from(rows, (row) => block.states[row] ?? 0),
    ends: Int32Array.from(pieces, (piece) => (end += piece.length)),
    bytes: Buffer.concat(pieces),
    ...onlyErrorsOf(
      block,
      Int32Array.from(rows, (row) => block.errorsOf[row] ?? 0),
    ),
  };
}

/** The errors that these name, and what names them then; those that are the same stand once. */
function onlyErrorsOf({ errors: all }: RejectBlock, named: Int32Array): Pick<RejectBlock, 'errors' | 'errorsOf'> {
  const errors: string[] = [];
  const byText = new Map<string, number>();
  const byNumber = new Int32Array(all.length).fill(-1);
  const errorsOf = new Int32Array(named.length);
  for (let row = 0; row < named.length; row += 1) {
    const old = named[row] ?? 0;
    let number = byNumber[old] ?? -1;
    if (number < 0) {
      const text = all[old] ?? '';
      number = byText.get(text) ?? errors.push(text) - 1;
      byText.set(text, number);
      byNumber[old] = number;
    }
    errorsOf[row] = number;
  }
  return { errors, errorsOf };
}
