import type { CellError } from '#shared/reject.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';

/** Rejected rows as a few arrays: as they are written, and as they go to another thread, without an object a row. */
export interface PackedRejects {
  /** 1-based record numbers. */
  readonly records: Float64Array<ArrayBuffer>;
  /** Byte offsets of the rows in the source. */
  readonly offsets: Float64Array<ArrayBuffer>;
  /** Where the bytes of each row end in `bytes`. */
  readonly ends: Int32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Errors of rows, as JSON; rows with the same may share them. */
  readonly errors: readonly string[];
  /** Index in `errors`, for each row. */
  readonly errorsOf: Int32Array<ArrayBuffer>;
  /** Index in `kinds`, for each row. */
  readonly kindOf: Int32Array<ArrayBuffer>;
  readonly kinds: readonly PackedKind[];
}

/** What rows of one kind were rejected for: the errors of the first of them. */
export interface PackedKind {
  readonly errors: readonly CellError[];
  readonly missing: string;
}

/** Numbers of the errors of rows and of their kind. */
interface KnownErrors {
  readonly missing: string;
  readonly errors: number;
  readonly kind: number;
}

/** Packs rows in their order, with copies of their bytes: the arrays may be moved to another thread. */
export function packRejects(rows: readonly RejectedRow[]): PackedRejects {
  const records = new Float64Array(rows.length);
  const offsets = new Float64Array(rows.length);
  const ends = new Int32Array(rows.length);
  const kindOf = new Int32Array(rows.length);
  const errorsOf = new Int32Array(rows.length);
  const errors: string[] = [];
  const kinds: PackedKind[] = [];
  const kindNumbers = new Map<string, number>();
  /** What is known of rows by their errors: those that are wrong in the same way share them. */
  const known = new Map<RejectedRow['errors'], KnownErrors>();
  const know = (row: RejectedRow, missing: string): KnownErrors => {
    const name = kindName(row.errors, missing);
    const kind = kindNumbers.get(name) ?? kinds.push({ errors: row.errors, missing }) - 1;
    kindNumbers.set(name, kind);
    const found = { missing, kind, errors: errors.push(JSON.stringify(row.errors)) - 1 };
    known.set(row.errors, found);
    return found;
  };
  let end = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    if (row === undefined) break;
    const missing = row.missing ?? '';
    let found = known.get(row.errors);
    if (found?.missing !== missing) found = know(row, missing);
    errorsOf[at] = found.errors;
    kindOf[at] = found.kind;
    records[at] = row.record;
    offsets[at] = row.byteOffset;
    end += row.bytes.length;
    ends[at] = end;
  }
  const bytes = joinedBytes(rows, end);
  return { records, offsets, ends, bytes, errors, errorsOf, kindOf, kinds };
}

/** The bytes of rows, one behind the other; those that stand so already are copied together. */
function joinedBytes(rows: readonly RejectedRow[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let end = 0;
  for (let at = 0; at < rows.length;) {
    const first = rows[at]?.bytes ?? joined;
    const { buffer, byteOffset } = first;
    let until = byteOffset + first.length;
    for (at += 1; at < rows.length; at += 1) {
      const next = rows[at]?.bytes ?? joined;
      if (next.buffer !== buffer || next.byteOffset !== until) break;
      until += next.length;
    }
    joined.set(new Uint8Array(buffer, byteOffset, until - byteOffset), end);
    end += until - byteOffset;
  }
  return joined;
}

/** Tells kinds apart within one process. */
export function kindName(errors: readonly CellError[], missing: string): string {
  let name = missing;
  for (const { code, column } of errors) name += `\n${code} ${column ?? ''}`;
  return name;
}
