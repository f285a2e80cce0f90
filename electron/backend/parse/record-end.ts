import { CR, LF, lineEndFrom, standsAt, type CsvSyntax } from './csv-syntax.ts';
import { isBlank } from './json-scan.ts';

/** How far into some bytes a record is known to go: to its end, or to where the next bytes are needed to tell. */
export interface Reach {
  readonly ended: boolean;
  readonly at: number;
}

/** Looks for the end of one record in bytes that come piece by piece. */
export interface RecordEnd {
  /**
   * Takes the next bytes of the record. Those behind `at` must come again, with more behind them.
   * @param final no more bytes come
   */
  find(bytes: Buffer, final: boolean): Reach;
  /** Position of the quote that is open where the bytes ended, counted from the first byte of the record; null: none is. */
  readonly openQuote: number | null;
}

/** The end of a record of CSV, its line end included, by the rules of the two parsers. */
export class CsvRecordEnd implements RecordEnd {
  openQuote: number | null = null;
  readonly #syntax: CsvSyntax;
  /** So many bytes must be at hand to know what stands at a position. */
  readonly #reach: number;
  /** Bytes of the record before those that come next. */
  #before = 0;
  #atFieldStart = true;
  #inQuotes = false;

  constructor(syntax: CsvSyntax) {
    this.#syntax = syntax;
    const { delimiter, quote, escape } = syntax;
    this.#reach = Math.max(2, delimiter.length, 2 * (quote?.length ?? 0), (escape?.length ?? 0) + (quote?.length ?? 0));
  }

  find(block: Buffer, final: boolean): Reach {
    const sure = final ? block.length : block.length - this.#reach;
    const marks = new PlainMarks(block, this.#syntax);
    let at = 0;
    while (at < sure) {
      if (this.#inQuotes) {
        at = this.#passQuoted(block, at, sure);
        continue;
      }
      const { quote, delimiter } = this.#syntax;
      if (this.#atFieldStart) {
        this.#atFieldStart = false;
        if (quote !== null && standsAt(block, at, quote)) {
          this.#inQuotes = true;
          this.openQuote = this.#before + at;
          at += quote.length;
          continue;
        }
      }
      at = Math.min(marks.next(at), sure);
      if (at === sure) break;
      const byte = block[at];
      if (byte === LF || byte === CR) {
        return { ended: true, at: at + (byte === CR && block[at + 1] === LF ? 2 : 1) };
      }
      if (standsAt(block, at, delimiter)) {
        this.#atFieldStart = true;
        at += delimiter.length;
      } else at += 1;
    }
    // An escape at the very end passes over a byte that is not there.
    const passed = Math.min(at, block.length);
    this.#before += passed;
    return { ended: final && !this.#inQuotes, at: passed };
  }

  /** Position behind the quote that closes, or where the looking has to stop. */
  #passQuoted(block: Buffer, from: number, sure: number): number {
    const { quote, escape } = this.#syntax;
    if (quote === null) return from;
    const isDoubled = escape !== null && escape.equals(quote);
    let at = from;
    while (at < sure) {
      if (escape === null || isDoubled) {
        const next = block.indexOf(quote, at);
        if (next < 0 || next >= sure) return Math.max(at, sure);
        if (isDoubled && standsAt(block, next + quote.length, quote)) {
          at = next + 2 * quote.length;
          continue;
        }
        return this.#close(next + quote.length);
      }
      while (at < sure && block[at] !== escape[0] && block[at] !== quote[0]) at += 1;
      if (at >= sure) break;
      // Whatever an escape precedes is passed over, one byte of it.
      if (standsAt(block, at, escape)) at += escape.length + 1;
      else if (standsAt(block, at, quote)) return this.#close(at + quote.length);
      else at += 1;
    }
    return at;
  }

  #close(behind: number): number {
    this.#inQuotes = false;
    this.openQuote = null;
    return behind;
  }
}

/** Where in some bytes the text outside of quotes may take a turn: at a line end, or at a delimiter, behind which quotes may open. */
class PlainMarks {
  readonly #lf: NextByte;
  readonly #cr: NextByte;
  readonly #delimiter: NextByte | null;

  constructor(block: Buffer, { delimiter, quote }: CsvSyntax) {
    this.#lf = new NextByte(block, LF);
    this.#cr = new NextByte(block, CR);
    this.#delimiter = quote === null ? null : new NextByte(block, delimiter[0] ?? LF);
  }

  /** Position of the next of them from `at`, or the end of the bytes; `at` goes up from call to call. */
  next(at: number): number {
    const lineEnd = Math.min(this.#lf.next(at), this.#cr.next(at));
    return this.#delimiter === null ? lineEnd : Math.min(lineEnd, this.#delimiter.next(at));
  }
}

/** The places of one byte in order; looks through the bytes once, by indexOf, which takes many of them at a time. */
class NextByte {
  readonly #block: Buffer;
  readonly #byte: number;
  #at = -1;

  constructor(block: Buffer, byte: number) {
    this.#block = block;
    this.#byte = byte;
  }

  next(at: number): number {
    if (this.#at < at) this.#at = this.#block.indexOf(this.#byte, at);
    if (this.#at < 0) this.#at = this.#block.length;
    return this.#at;
  }
}

/** The end of a line, its line end included. */
export class LineRecordEnd implements RecordEnd {
  readonly openQuote = null;

  find(bytes: Buffer, final: boolean): Reach {
    const at = lineEndFrom(bytes, 0);
    if (at === bytes.length) return { ended: final, at };
    const isCr = bytes[at] === CR;
    // An LF may follow.
    if (isCr && at + 1 === bytes.length && !final) return { ended: false, at };
    return { ended: true, at: at + (isCr && bytes[at + 1] === LF ? 2 : 1) };
  }
}

/** The end of an object or an array of JSON, by its brackets and quotes alone. */
export class JsonRecordEnd implements RecordEnd {
  readonly openQuote = null;
  #depth = 0;
  #inString = false;
  #isEscaped = false;

  find(bytes: Buffer): Reach {
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === 0x5c) this.#isEscaped = true;
        else if (byte === 0x22) this.#inString = false;
      } else if (byte === 0x22) this.#inString = true;
      else if (byte === 0x7b || byte === 0x5b) this.#depth += 1;
      else if (byte === 0x7d || byte === 0x5d) {
        if (this.#depth <= 1) return { ended: true, at: this.#depth === 0 ? at : at + 1 };
        this.#depth -= 1;
      } else if (this.#depth === 0 && (byte === 0x2c || isBlank(byte))) {
        return { ended: true, at };
      }
    }
    return { ended: false, at: bytes.length };
  }
}
