import type { Table } from '#shared/column.ts';
import { type FieldMatch, type MatchedBy, takesField } from '#shared/load.ts';
import type { Dictionary } from '#shared/rule.ts';
import { detectMatch } from '#backend/parse/match-fields.ts';

interface MatchInput {
  readonly dictionary: Dictionary;
  /** Null: the table will be created. */
  readonly table: Table | null;
  readonly fieldNames: readonly string[];
  readonly width: number;
  /** What a person said; null: nothing. */
  readonly given: readonly FieldMatch[] | null;
  /** What the last load of such a file took; null: nothing is remembered. */
  readonly remembered: readonly FieldMatch[] | null;
}

/**
 * The match of a file, and how it came about: what a person said, else what was taken the last time if the table still has all
 * of its columns, else what header or order suggest. What a person said and the file suggests too counts as suggested.
 */
export function chooseMatch({ dictionary, table, fieldNames, width, given, remembered }: MatchInput): {
  readonly match: readonly FieldMatch[];
  readonly by: MatchedBy;
} {
  const detected = detectMatch(fieldNames, width, dictionary.columns);
  if (given !== null) {
    if (isSame(given, detected.match)) return { match: given, by: detected.by };
    return { match: given, by: remembered !== null && isSame(given, remembered) ? 'memory' : 'chosen' };
  }
  if (remembered === null || !fits(remembered, dictionary, table, width)) return detected;
  return { match: remembered, by: 'memory' };
}

function fits(match: readonly FieldMatch[], dictionary: Dictionary, table: Table | null, width: number): boolean {
  const ruled = new Set(dictionary.columns.map(({ name }) => name));
  const known = new Map(table?.columns.map((column) => [column.name, column]));
  return match.every((one) => {
    const column = known.get(one.column);
    const isThere = ruled.has(one.column) && (table === null || column !== undefined);
    const isOurs = column === undefined || (!column.generated && column.identity !== 'always');
    return isThere && isOurs && (!takesField(one) || one.field < width);
  });
}

/** Whether two matches fill the same columns with the same, in whatever order they name them. */
function isSame(one: readonly FieldMatch[], other: readonly FieldMatch[]): boolean {
  const written = (match: readonly FieldMatch[]): string =>
    JSON.stringify(
      match
        .toSorted((a, b) => (a.column < b.column ? -1 : 1))
        .map((it) => (takesField(it) ? [it.column, it.field, it.changes ?? []] : [it.column, it.constant])),
    );
  return written(one) === written(other);
}
