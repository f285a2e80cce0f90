import type { FieldMatch } from '#shared/load.ts';

/**
 * The match after a person said which field fills a column. Where another column had that field, it takes the one that
 * is free now: a field fills one column.
 */
export function changeMatch(match: readonly FieldMatch[], column: string, field: number | null): readonly FieldMatch[] {
  const before = match.find((one) => one.column === column)?.field ?? null;
  const others = match.filter((one) => one.column !== column);
  if (field === null) return others;
  const moved = others.flatMap((one) => {
    if (one.field !== field) return [one];
    return before === null ? [] : [{ column: one.column, field: before }];
  });
  return [...moved, { column, field }];
}
