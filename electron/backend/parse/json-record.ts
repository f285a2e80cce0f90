import { FIELD_NULL, FIELD_PLAIN, FIELD_QUOTED } from './row-batch.ts';
import type { RowTable } from './row-table.ts';
import { DEPTH_MAX, scanString, scanValue, skipBlanks, undoEscapes } from './json-scan.ts';

/** A batch of JSON is handed on when it has this much text: the event loop waits for it. */
export const JSON_BATCH_BYTES = 32 * 1024;

/** What a key leads to: a field, and what is below it. */
interface KeyNode {
  /** The key as it is usually written, with its quotes. */
  readonly raw: Buffer;
  readonly field: number;
  readonly below: KeyTable;
}

/** The keys of one object, in the order in which they are expected. */
class KeyTable {
  readonly #nodes: KeyNode[] = [];
  readonly #byKey = new Map<string, KeyNode>();
  /** Objects of one file name their keys in one order: the next is most likely the one behind the last. */
  #next = 0;

  get isEmpty(): boolean {
    return this.#nodes.length === 0;
  }

  add(path: readonly string[], field: number): void {
    const [key = '', ...rest] = path;
    let node = this.#byKey.get(key);
    if (node === undefined || (rest.length === 0 && node.field < 0)) {
      const below = node?.below ?? new KeyTable();
      const made = { raw: Buffer.from(JSON.stringify(key)), field: rest.length === 0 ? field : -1, below };
      if (node === undefined) this.#nodes.push(made);
      else this.#nodes[this.#nodes.indexOf(node)] = made;
      this.#byKey.set(key, made);
      node = made;
    }
    if (rest.length > 0) node.below.add(rest, field);
  }

  /** The node of a key that stands in `bytes` with its quotes. */
  find(bytes: Buffer, start: number, end: number): KeyNode | undefined {
    const expected = this.#nodes[this.#next];
    this.#next += 1;
    if (this.#next >= this.#nodes.length) this.#next = 0;
    if (expected !== undefined && isSame(expected.raw, bytes, start, end)) return expected;
    const found = this.#byKey.get(keyText(bytes, start, end));
    if (found !== undefined) this.#next = (this.#nodes.indexOf(found) + 1) % this.#nodes.length;
    return found;
  }
}

function isSame(raw: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (raw.length !== end - start) return false;
  for (let at = 0; at < raw.length; at += 1) if (raw[at] !== bytes[start + at]) return false;
  return true;
}

/** Not by indexOf, which would look through the whole block. */
function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === 0x5c) return true;
  return false;
}

/** The key that a string spells. */
function keyText(bytes: Buffer, start: number, end: number): string {
  const key = Buffer.allocUnsafe(end - start);
  return key.toString('utf8', 0, undoEscapes(bytes, start + 1, end - 1, key, 0));
}

/**
 * Cuts the fields out of JSON objects. A field is a path of keys; a key with a dot in it, and what lies below a key that is a
 * field itself, are found too. Numbers keep the text they are written with, nested objects and arrays theirs; null and a
 * key that is not there are NULL. A key that leads to no field, or comes twice, makes a field too many.
 */
export class JsonRecord {
  readonly #keys = new KeyTable();
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #flags: Uint8Array;
  readonly #named: Uint8Array;
  readonly #raw: ReadonlySet<number>;
  /** Texts whose escapes were undone; they come to stand behind the block. */
  #undone = Buffer.allocUnsafe(64 * 1024);
  #undoneBytes = 0;
  #unknown = 0;

  /** @param raw fields that keep the text of any value as it is written, a string with its quotes */
  constructor(fields: readonly string[], raw: ReadonlySet<number> = new Set()) {
    this.#raw = raw;
    const known = new Set(fields);
    for (const [field, path] of fields.entries()) for (const keys of waysOf(path, known)) this.#keys.add(keys, field);
    this.#starts = new Int32Array(fields.length);
    this.#ends = new Int32Array(fields.length);
    this.#flags = new Uint8Array(fields.length);
    this.#named = new Uint8Array(fields.length);
  }

  /** Whether the object that was read last names a field, be it with null. */
  hasNamed(field: number): boolean {
    return this.#named[field] === 1;
  }

  /**
   * Adds the fields of an object to a table. What is none becomes one field with the whole text.
   * @returns whether it is an object and nothing but that
   */
  addFields(bytes: Buffer, start: number, end: number, table: RowTable): boolean {
    const from = skipBlanks(bytes, start, end);
    const to = this.#read(bytes, from, end);
    if (to < 0 || skipBlanks(bytes, to, end) !== end) {
      table.addField(from, end, FIELD_PLAIN);
      return false;
    }
    this.#addTo(table, from);
    return true;
  }

  /** Adds the fields of the object that begins at a position; returns the position behind it, or -1 where there is none. */
  addObject(bytes: Buffer, at: number, end: number, table: RowTable): number {
    const to = this.#read(bytes, at, end);
    if (to >= 0) this.#addTo(table, at);
    return to;
  }

  #read(bytes: Buffer, at: number, end: number): number {
    this.#flags.fill(FIELD_NULL);
    this.#named.fill(0);
    this.#starts.fill(at);
    this.#ends.fill(at);
    this.#unknown = 0;
    return bytes[at] === 0x7b ? this.#readObject(bytes, at, end, this.#keys, 0) : -1;
  }

  #addTo(table: RowTable, at: number): void {
    for (let field = 0; field < this.#flags.length; field += 1) {
      table.addField(this.#starts[field] ?? 0, this.#ends[field] ?? 0, this.#flags[field] ?? 0);
    }
    for (let more = 0; more < this.#unknown; more += 1) table.addField(at, at, FIELD_NULL);
  }

  /** The block with the texts that were undone since the last call behind it. */
  takeBytes(block: Buffer): Buffer {
    if (this.#undoneBytes === 0) return block;
    const bytes = Buffer.concat([block, this.#undone.subarray(0, this.#undoneBytes)]);
    this.#undoneBytes = 0;
    return bytes;
  }

  /** Returns the position behind the object, or -1. */
  #readObject(bytes: Buffer, at: number, end: number, keys: KeyTable, depth: number): number {
    let to = skipBlanks(bytes, at + 1, end);
    if (to < end && bytes[to] === 0x7d) return to + 1;
    if (depth >= DEPTH_MAX) return -1;
    for (;;) {
      if (to >= end || bytes[to] !== 0x22) return -1;
      const keyEnd = scanString(bytes, to, end);
      if (keyEnd < 0) return -1;
      const node = keys.find(bytes, to, keyEnd);
      to = skipBlanks(bytes, keyEnd, end);
      if (to >= end || bytes[to] !== 0x3a) return -1;
      to = this.#readValue(bytes, skipBlanks(bytes, to + 1, end), end, node, depth);
      if (to < 0) return -1;
      to = skipBlanks(bytes, to, end);
      if (to >= end) return -1;
      if (bytes[to] === 0x7d) return to + 1;
      if (bytes[to] !== 0x2c) return -1;
      to = skipBlanks(bytes, to + 1, end);
    }
  }

  #readValue(bytes: Buffer, at: number, end: number, node: KeyNode | undefined, depth: number): number {
    const isObject = bytes[at] === 0x7b;
    const to =
      isObject && node !== undefined && !node.below.isEmpty
        ? this.#readObject(bytes, at, end, node.below, depth + 1)
        : scanValue(bytes, at, end, depth + 1);
    if (to < 0) return -1;
    // What lies below a field is in its text; at the top, a key without a field would be lost.
    if (node !== undefined && node.field >= 0) this.#setField(bytes, at, to, node.field);
    else if (depth === 0 && (node === undefined || (!isObject && bytes[at] !== 0x6e))) this.#unknown += 1;
    return to;
  }

  #setField(bytes: Buffer, start: number, end: number, field: number): void {
    const first = bytes[start];
    this.#named[field] = 1;
    if (first === 0x6e) return;
    if (this.#flags[field] !== FIELD_NULL) this.#unknown += 1;
    if (first !== 0x22 || this.#raw.has(field)) return this.#put(field, start, end, FIELD_PLAIN);
    if (!hasEscape(bytes, start, end)) {
      return this.#put(field, start + 1, end - 1, end - start === 2 ? FIELD_QUOTED : FIELD_PLAIN);
    }
    this.#makeRoom(end - start);
    const written = undoEscapes(bytes, start + 1, end - 1, this.#undone, this.#undoneBytes);
    const at = bytes.length + this.#undoneBytes;
    this.#undoneBytes += written;
    this.#put(field, at, at + written, FIELD_PLAIN);
  }

  #put(field: number, start: number, end: number, flag: number): void {
    this.#starts[field] = start;
    this.#ends[field] = end;
    this.#flags[field] = flag;
  }

  #makeRoom(bytes: number): void {
    if (this.#undoneBytes + bytes <= this.#undone.length) return;
    const grown = Buffer.allocUnsafe(2 * (this.#undoneBytes + bytes));
    this.#undone.copy(grown, 0, 0, this.#undoneBytes);
    this.#undone = grown;
  }
}

/**
 * The keys of a path: cut at its dots, but for a key that has dots of its own, whose beginning is no field. Where both could
 * be meant, both are.
 */
function waysOf(path: string, fields: ReadonlySet<string>): string[][] {
  const keys: string[] = [];
  let key = '';
  let before = '';
  for (const part of path.split('.')) {
    key = key === '' ? part : `${key}.${part}`;
    before = before === '' ? part : `${before}.${part}`;
    if (before === path || fields.has(before)) {
      keys.push(key);
      key = '';
    }
  }
  const cut = path.split('.');
  return cut.length === keys.length ? [keys] : [keys, cut];
}

/** Adds the fields of the record from `at` to `end`, or what is wrong with it, to the row being filled. */
export function addRecord(
  record: JsonRecord,
  bytes: Buffer,
  { at, end, recordBytesMax }: { readonly at: number; readonly end: number; readonly recordBytesMax: number },
  table: RowTable,
): void {
  if (end - at > recordBytesMax) {
    table.addField(at, at, FIELD_NULL);
    table.addProblem('record.tooLong');
  } else if (!record.addFields(bytes, at, end, table)) table.addProblem('record.invalid');
}
