import { BATCH_BYTES, BATCH_ROWS } from './csv-syntax.ts';
import { FIELD_ESCAPED, FIELD_NULL, FIELD_PLAIN, FIELD_QUOTED, type RowBatch } from './row-batch.ts';
import { RowTable } from './row-table.ts';

const QUOTE = 0x22;

/**
 * Rows of a table that is no text, written as the CSV that stands for them: a comma between fields, an LF behind each row, NULL as
 * nothing, the empty text as two quotes. The CSV of the whole table is what the offsets of its rows count.
 */
export class TextRows {
  readonly #table = new RowTable();
  #bytes = Buffer.allocUnsafe(2 * BATCH_BYTES);
  #length = 0;
  #byteOffset = 0;
  #nextRecord = 1;
  #rowStart = 0;
  #fieldsInRow = 0;
  #headerRows: number;

  /** @param headerRows that come first and are no records */
  constructor(headerRows = 0) {
    this.#headerRows = headerRows;
  }

  get isFull(): boolean {
    return this.#table.rowCount >= BATCH_ROWS || this.#length >= BATCH_BYTES;
  }

  get rowCount(): number {
    return this.#table.rowCount;
  }

  addNull(): void {
    this.#beginField(2);
    this.#table.addField(this.#length, this.#length, FIELD_NULL);
  }

  addText(text: string): void {
    const isEscaped = text.includes('"');
    if (text !== '' && !isEscaped && !/[,\r\n]/.test(text)) {
      this.#beginField(3 * text.length);
      const start = this.#length;
      this.#length += this.#bytes.write(text, start, 'utf8');
      this.#table.addField(start, this.#length, FIELD_PLAIN);
      return;
    }
    const inside = isEscaped ? text.replaceAll('"', '""') : text;
    this.#beginField(3 * inside.length + 2);
    this.#put(QUOTE);
    const start = this.#length;
    this.#length += this.#bytes.write(inside, start, 'utf8');
    this.#table.addField(start, this.#length, isEscaped ? FIELD_ESCAPED : FIELD_QUOTED);
    this.#put(QUOTE);
  }

  endRow(): void {
    this.#makeRoom(3);
    // A line with nothing on it would hold no row.
    if (this.#length === this.#rowStart) {
      this.#put(QUOTE);
      this.#put(QUOTE);
    }
    this.#put(0x0a);
    this.#fieldsInRow = 0;
    if (this.#headerRows > 0) {
      this.#headerRows -= 1;
      this.#byteOffset += this.#length;
      this.clear();
      return;
    }
    this.#table.endRow(this.#byteOffset + this.#rowStart);
    this.#rowStart = this.#length;
  }

  /** The rows that were ended, as a batch that stands until the next is taken. */
  takeBatch(): RowBatch {
    const place = { bytes: this.#bytes.subarray(0, this.#length), byteOffset: this.#byteOffset };
    const batch = this.#table.toBatch(place, this.#length, this.#nextRecord);
    this.#nextRecord += this.#table.rowCount;
    this.#byteOffset += this.#length;
    return batch;
  }

  /** Makes ready for the next batch. */
  clear(): void {
    this.#table.clear();
    this.#bytes = Buffer.allocUnsafe(2 * BATCH_BYTES);
    this.#length = 0;
    this.#rowStart = 0;
  }

  #beginField(bytes: number): void {
    this.#makeRoom(bytes + 1);
    if (this.#fieldsInRow > 0) this.#put(0x2c);
    this.#fieldsInRow += 1;
  }

  #put(byte: number): void {
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(2 * (this.#length + bytes));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
