import { takesField, type FieldMatch } from '#shared/load.ts';

/** Takes what a person says fills a column; null: nothing does. */
export type OnMatch = (column: string, fill: FieldMatch | null) => void;

/** Where the focus goes when what fills a column is opened: to the fields, or to what fills an empty value. */
export type FillPlace = 'field' | 'empty';

/** The column whose filling is open. */
export interface OpenFill {
  readonly column: string;
  readonly place: FillPlace;
}

/** What a grid of the preview needs so that a person can say what fills its columns. */
export interface Matching {
  readonly onMatch: OnMatch;
  readonly open: OpenFill | null;
  readonly setOpen: (open: OpenFill | null) => void;
}

/**
 * The match after a person said what fills a column; null: nothing does. Where another column had that field, it takes the
 * one that is free now: a field fills one column. Its changes stay with the column.
 */
export function changeMatch(
  match: readonly FieldMatch[],
  column: string,
  fill: FieldMatch | null,
): readonly FieldMatch[] {
  const before = match.find((one) => one.column === column);
  const others = match.filter((one) => one.column !== column);
  if (fill === null) return others;
  if (!takesField(fill)) return [...others, fill];
  const free = before !== undefined && takesField(before) ? before.field : null;
  const moved = others.flatMap((one) => {
    if (!takesField(one) || one.field !== fill.field) return [one];
    return free === null ? [] : [{ ...one, field: free }];
  });
  return [...moved, fill];
}
