import type { Dialect } from '#shared/dialect.ts';
import type { TypedFields } from '#shared/reject.ts';

/** A piece of a line: a field, as it is written there. */
export interface LinePart {
  readonly text: string;
  readonly look: 'plain' | 'wrong' | 'new';
}

type Marks = Pick<Dialect, 'delimiter' | 'quote' | 'escape'>;

/** A line cut at the delimiters that stand outside quotes; each field as it is written, with its quotes. */
export function splitLine(line: string, { delimiter, quote, escape }: Marks): readonly string[] {
  if (delimiter === '') return [line];
  if (quote === null || !line.includes(quote)) return line.split(delimiter);
  const fields: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (isQuoted && escape !== null && escape !== quote && line[at] === escape) at += 1;
    else if (line[at] === quote) isQuoted = !isQuoted;
    else if (!isQuoted && line.startsWith(delimiter, at)) {
      fields.push(line.slice(start, at));
      at += delimiter.length - 1;
      start = at + 1;
    }
  }
  return [...fields, line.slice(start)];
}

/** Fields as a line of the dialect: what holds a mark of it stands in quotes. */
const written = (field: string | null, { delimiter, quote, escape }: Marks): string => {
  const text = field ?? '';
  const needsQuotes = [delimiter, quote ?? '', '\n', '\r'].some((mark) => mark !== '' && text.includes(mark));
  return quote === null || !needsQuotes
    ? text
    : `${quote}${text.replaceAll(quote, `${escape ?? quote}${quote}`)}${quote}`;
};

/** Which fields of `after` are none of `before`, where as many as can be are taken for the same, in their order. */
export function newFields(before: TypedFields, after: TypedFields): ReadonlySet<number> {
  // common[i][j]: how many fields before[i..] and after[j..] have in common, in their order.
  const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = common[i];
      if (row !== undefined) {
        row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  const found = new Set<number>();
  let i = 0;
  let j = 0;
  while (j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      i += 1;
      j += 1;
    } else if (i < before.length && at(i + 1, j) >= at(i, j + 1)) {
      i += 1;
    } else {
      found.add(j);
      j += 1;
    }
  }
  return found;
}

/** Fields that are compared one by one; a row of more is shown without marks. */
const COMPARED_MAX = 400;

/**
 * The line as it came, with the fields marked that `wrong` names.
 * @param count fields that the dialect found in it: where the line does not cut into as many, nothing is marked
 */
export function partsOfLine(
  line: string,
  marks: Marks,
  count: number,
  wrong: ReadonlySet<number>,
): readonly LinePart[] {
  const pieces = splitLine(line, marks);
  const fits = pieces.length === count;
  return pieces.map((text, at) => ({ text, look: fits && wrong.has(at) ? 'wrong' : 'plain' }));
}

/** The line as it will be sent, with what is new in it marked. */
export function partsToSend(before: TypedFields, after: TypedFields, marks: Marks): readonly LinePart[] {
  const fresh = Math.max(before.length, after.length) > COMPARED_MAX ? new Set<number>() : newFields(before, after);
  return after.map((field, at) => ({ text: written(field, marks), look: fresh.has(at) ? 'new' : 'plain' }));
}
