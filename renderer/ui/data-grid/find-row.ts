/** Rows on each side that are looked at. */
const NEAR = 400;

/**
 * Where a row is now that was at a place before rows came or went above it; the place itself where it is not near any more.
 * @param key of the row that is looked for; null: it was not known
 */
export function findRow<Row>(
  place: number,
  key: unknown,
  rowCount: number,
  rowAt: (index: number) => Row | undefined,
  keyOf: (row: Row) => unknown,
): number {
  const isIt = (index: number): boolean => {
    const row = index < 0 || index >= rowCount ? undefined : rowAt(index);
    return row !== undefined && keyOf(row) === key;
  };
  if (key === null || isIt(place)) return place;
  for (let step = 1; step <= NEAR; step += 1) {
    if (isIt(place - step)) return place - step;
    if (isIt(place + step)) return place + step;
  }
  return place;
}
