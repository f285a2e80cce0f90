import type { RejectCode } from '#shared/reject.ts';

/**
 * What flows from parse to check: a slice of UTF-8 bytes with offsets into it, no string per field. A batch belongs to
 * its consumer until it asks for the next one: parsers may use the buffers again after that.
 */
export interface RowBatch {
  /** Text of these rows; UTF-8 as far as the source kept its word, whatever the encoding of the file. */
  readonly bytes: Buffer;
  /**
   * Two entries a field: start and end in `bytes`, without the enclosing quotes. Only the first 2 * rows[rowCount]
   * count.
   */
  readonly fields: Int32Array;
  /**
   * One entry a field: FIELD_PLAIN, FIELD_QUOTED, FIELD_NULL, or FIELD_ESCAPED (quoted, and quotes inside must be undone). Before
   * an escaped field stands its quote, one byte, and inside it that byte comes in pairs. A dialect with any other
   * escape is undone by the parser: its fields are FIELD_QUOTED, and their text stands behind the original in `bytes`.
   */
  readonly flags: Uint8Array;
  /** Index of each row's first field; rowCount + 1 entries. Rows may differ in width: that is a reject, not a crash. */
  readonly rows: Int32Array;
  readonly rowCount: number;
  /** 1-based record number of the first row in the source; a header is not counted. */
  readonly firstRow: number;
  /**
   * Byte offset in the file (unpacked; its byte order mark counts, if there is one) of each row and of the end of the last;
   * rowCount + 1 entries. Row i with its line end is the file's bytes offsets[i] to offsets[i + 1]. A blank line holds
   * no row: it belongs to the row before it, or to nobody where it stands before the first row of a batch. So does a comment. Of AVRO and Excel the file that counts
   * is the CSV text that stands for it.
   */
  readonly offsets: Float64Array;
  /** True: all of the text is known to be UTF-8 without a NUL. */
  readonly knownText?: boolean;
  /** Original bytes of this batch: the file from offsets[0] to offsets[rowCount]. */
  readonly original: Buffer;
  /** Rows that the parser itself found wrong, by index in the batch. */
  readonly problems: ReadonlyMap<number, RejectCode>;
}

export const FIELD_PLAIN = 0;
export const FIELD_QUOTED = 1;
export const FIELD_ESCAPED = 2;
/** No value at all, whatever the dialect's marks for NULL are: the null of JSON and AVRO, an empty cell of a workbook. */
export const FIELD_NULL = 3;
