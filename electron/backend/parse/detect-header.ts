import { isTelling, mayBe, shapeOf, type Shape } from './looks-like.ts';
import { matchNames, type NamedColumn } from './match-fields.ts';

export interface HeaderVerdict {
  readonly header: boolean;
  /** Why, in a few words that follow "because". */
  readonly reason: string;
}

/**
 * Whether the first record of a file names its fields.
 * @param rows texts of the first records, the doubtful one included
 * @param columns of the table the rows will go to, where it is known
 */
export function detectHeader(
  rows: readonly (readonly string[])[],
  columns: readonly NamedColumn[] = [],
): HeaderVerdict {
  const [first, ...others] = rows;
  if (first === undefined) return { header: false, reason: 'there is no record' };
  const { alike, synonyms } = matchNames(first, columns);
  const named = new Set([...alike, ...synonyms].map(({ field }) => field));
  // `1,Department` is a row of departments(id, department): a value beside a column's name is no name.
  const isRow = first.some((text, field) => !named.has(field) && !nameLike.has(shapeOf(text)));
  if (named.size > 0 && named.size * 2 >= first.length && !isRow)
    return { header: true, reason: 'its first record names the columns of the table' };
  if (first.some((text) => text.trim() === '') || new Set(first).size < first.length) {
    return { header: false, reason: 'a field of the first record is empty or stands there twice' };
  }
  if (first.some((text) => shapeOf(text) !== 'text')) {
    return { header: false, reason: 'a field of the first record is a value, not a name' };
  }
  const telling = first.findIndex((_, field) => isTypedBelow(others, field, columns[field]?.type));
  if (telling >= 0)
    return { header: true, reason: `field ${telling + 1} of the first record is a name, and values below` };
  if (
    others.length > 0 &&
    first.every(isIdentifier) &&
    others.filter((row) => row.every(isIdentifier)).length * 2 < others.length
  ) {
    return { header: true, reason: 'the first record is written like names of columns, the others are not' };
  }
  return { header: false, reason: 'the first record looks like the others' };
}

/** Whether nearly all values of a field are of one kind that a name is not: that of the column, or any. */
function isTypedBelow(rows: readonly (readonly string[])[], field: number, type: string | undefined): boolean {
  const shapes = rows.map((row) => shapeOf(row[field] ?? '')).filter((shape) => shape !== 'empty');
  if (shapes.length === 0) return false;
  const typed = shapes.filter(
    (shape) => shape !== 'text' && (type === undefined || !isTelling(type) || mayBe(shape, type)),
  );
  return typed.length >= shapes.length * 0.8;
}

/** A column may be called `no`; one that is called 17 is matched by its name or not at all. */
const nameLike: ReadonlySet<Shape> = new Set<Shape>(['empty', 'text', 'boolean']);

const isIdentifier = (text: string): boolean => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(text);
