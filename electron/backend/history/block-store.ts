import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { arrangeBlocks, groupsOf, hasRoom, pickRows, type RejectBlock, type RejectMarks } from './reject-block.ts';
import { Statements } from './statements.ts';
import { groupsSchema, type SurveyPart } from './survey-part.ts';

const blob = z.instanceof(Buffer);
const partRow = z.object({
  id: z.number(),
  first: z.number(),
  last: z.number(),
  version: z.number(),
  groups: z.string(),
});
const marksRow = z.object({ records: blob, kinds: blob, states: blob });
const blockRow = marksRow.extend({ offsets: blob, ends: blob, errors: z.string(), errors_of: blob, bytes: blob });
const errorsSchema = z.array(z.string());
const tailRow = z.object({ id: z.number(), last: z.number(), rows: z.number(), bytes: z.number() });

const partColumns = 'id, first, last, version, groups';

/** The blocks of rejects in the database. What is written is to be written in a transaction. Runs are named by their number. */
export class BlockStore {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /** Goes up whenever a reject of the run comes, goes or changes: what was read before then may no longer hold. */
  versionOf(run: number): number {
    return Number(this.#statements.of('SELECT version FROM reject_version WHERE run = ?').pluck().get(run) ?? 0);
  }

  /** All blocks of a run. */
  list(run: number): SurveyPart[] {
    return this.#statements
      .of(`SELECT ${partColumns} FROM reject_block WHERE run = ? ORDER BY first`)
      .all(run)
      .map(partOf);
  }

  /** The block after that which ends with a record; null: there is none. */
  next(run: number, after: number): SurveyPart | null {
    const row = this.#statements
      .of(`SELECT ${partColumns} FROM reject_block WHERE run = ? AND last > ? ORDER BY last LIMIT 1`)
      .get(run, after);
    return row === undefined ? null : partOf(row);
  }

  /** The block with the rows around a record: the last that begins at or before it; null: there is none. */
  around(run: number, record: number): SurveyPart | null {
    const row = this.#statements
      .of(`SELECT ${partColumns} FROM reject_block WHERE run = ? AND first <= ? ORDER BY first DESC LIMIT 1`)
      .get(run, record);
    return row === undefined ? null : partOf(row);
  }

  marks(id: number): RejectMarks {
    const row = this.#statements.of('SELECT records, kinds, states FROM reject_block WHERE id = ?').get(id);
    return marksOf(marksRow.parse(row));
  }

  block(id: number): RejectBlock {
    const row = this.#statements
      .of(
        `SELECT records, kinds, states, offsets, ends, errors, errors_of, bytes
         FROM reject_block JOIN reject_text ON block = id WHERE id = ?`,
      )
      .get(id);
    const { offsets, ends, errors, errors_of: errorsOf, bytes, ...marks } = blockRow.parse(row);
    const block = {
      ...marksOf(marks),
      offsets: new Float64Array(aligned(offsets, 8)),
      ends: new Int32Array(aligned(ends, 4)),
      errorsOf: new Int32Array(aligned(errorsOf, 4)),
      errors: errorsSchema.parse(JSON.parse(errors)),
      bytes,
    };
    const rows = block.records.length;
    demand(block.offsets.length === rows && block.ends.length === rows && block.errorsOf.length === rows);
    return block;
  }

  /** Adds rows, wherever among the others they belong. */
  add(run: number, rows: RejectBlock): void {
    const version = this.touch(run);
    const tail = this.#tail(run);
    if (tail === null || rows.records.every((record) => record > tail.last)) {
      // Small blocks would be as slow as rows of their own.
      const before = tail !== null && hasRoom(tail.rows, tail.bytes) ? [this.#take(tail.id)] : [];
      this.#insert(run, version, arrangeBlocks([...before, rows]));
      return;
    }
    for (const [id, some] of this.#byBlock(run, rows)) {
      this.#insert(run, version, arrangeBlocks([this.#take(id), pickRows(rows, Int32Array.from(some))]));
    }
  }

  /** Puts other rows in the place of those of a block, which are as many. */
  replace(run: number, id: number, rows: RejectBlock): void {
    const version = this.touch(run);
    this.#take(id);
    this.#insert(run, version, arrangeBlocks([rows]));
  }

  /** Writes states that changed. */
  putMarks(run: number, id: number, marks: RejectMarks): void {
    this.#statements
      .of('UPDATE reject_block SET version = ?, groups = ?, states = ? WHERE id = ?')
      .run(this.touch(run), JSON.stringify(groupsOf(marks)), bytesOf(marks.states), id);
  }

  /** Takes away the first of a run's blocks; false where none is left. */
  drop(run: number, blocks: number): boolean {
    this.touch(run);
    const drop = this.#statements.of(
      'DELETE FROM reject_block WHERE id IN (SELECT id FROM reject_block WHERE run = ? LIMIT ?)',
    );
    return drop.run(run, blocks).changes > 0;
  }

  /** Counts a change of a run's rejects; the number of what is new. */
  touch(run: number): number {
    return Number(
      this.#statements
        .of(
          `INSERT INTO reject_version (run, version) VALUES (?, 1)
           ON CONFLICT (run) DO UPDATE SET version = version + 1 RETURNING version`,
        )
        .pluck()
        .get(run),
    );
  }

  #tail(run: number): z.infer<typeof tailRow> | null {
    const row = this.#statements
      .of(
        `SELECT id, last, length(states) AS rows, length(bytes) AS bytes FROM reject_block JOIN reject_text ON block = id
         WHERE run = ? ORDER BY first DESC LIMIT 1`,
      )
      .get(run);
    return row === undefined ? null : tailRow.parse(row);
  }

  /** Rows that come late stand between others, all over the run: each joins the block around it. */
  #byBlock(run: number, { records }: RejectBlock): Map<number, number[]> {
    const rows = new Map<number, number[]>();
    let [id, from, to] = [0, 0, 0];
    for (const [row, record] of records.entries()) {
      if (record < from || record >= to) {
        const part = this.around(run, record) ?? this.next(run, 0);
        if (part === null) throw new Error('Rows come late, and there are none before them.');
        id = part.id;
        from = Math.min(record, part.first);
        to = this.next(run, part.last)?.first ?? Number.POSITIVE_INFINITY;
      }
      const some = rows.get(id) ?? [];
      rows.set(id, some);
      some.push(row);
    }
    return rows;
  }

  /** Takes a block out. */
  #take(id: number): RejectBlock {
    const block = this.block(id);
    this.#statements.of('DELETE FROM reject_block WHERE id = ?').run(id);
    return block;
  }

  #insert(run: number, version: number, blocks: readonly RejectBlock[]): void {
    const putMarks = this.#statements.of(
      `INSERT INTO reject_block (run, first, last, version, groups, records, kinds, states) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const putText = this.#statements.of(
      'INSERT INTO reject_text (block, offsets, ends, errors, errors_of, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const block of blocks) {
      const { records, kinds, states, offsets, ends, errors, errorsOf, bytes } = block;
      const marks = [JSON.stringify(groupsOf(block)), bytesOf(records), bytesOf(kinds), bytesOf(states)];
      const { lastInsertRowid: id } = putMarks.run(run, records.at(0), records.at(-1), version, ...marks);
      putText.run(id, bytesOf(offsets), bytesOf(ends), JSON.stringify(errors), bytesOf(errorsOf), bytes);
    }
  }
}

function partOf(raw: unknown): SurveyPart {
  const { groups, ...part } = partRow.parse(raw);
  return { ...part, groups: groupsSchema.parse(JSON.parse(groups)) };
}

function marksOf({ records, kinds, states }: z.infer<typeof marksRow>): RejectMarks {
  const marks = {
    records: new Float64Array(aligned(records, 8)),
    kinds: new Int32Array(aligned(kinds, 4)),
    states: new Uint8Array(aligned(states, 1)),
  };
  const rows = marks.records.length;
  demand(marks.kinds.length === rows && marks.states.length === rows);
  return marks;
}

/** Numbers are kept as they stand in memory, the low byte first: so do all machines that Electron runs on. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Int32Array | Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

/** A copy that begins where an array of numbers may begin. */
function aligned(bytes: Buffer, size: number): ArrayBuffer {
  demand(bytes.length % size === 0);
  return new Uint8Array(bytes).buffer;
}

/** A block that is not whole cannot be read; the error is one that tells of damage. */
function demand(isWhole: boolean): void {
  if (!isWhole) throw new SyntaxError('A block of rejects is not whole.');
}
