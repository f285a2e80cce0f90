import type { PreviewRow } from '#shared/contract/imports.ts';
import { showAmount, showCount } from '#shared/units.ts';

/** One line of the sample: a record, or a sentence about those left out. */
export type SampleLine =
  | { readonly kind: 'row'; readonly key: string; readonly row: PreviewRow }
  | { readonly kind: 'gap'; readonly key: string; readonly sentence: string };

/** Records at the beginning that are always shown. */
const headRows = 6;
/** Records shown after one with a problem, so that it can be seen beside a good one. */
const rowsAfter = 1;

/** Whether anything in the row keeps it out of the table. */
const hasProblem = (row: PreviewRow): boolean =>
  row.rowError !== null || row.cells.some((cell) => cell.error !== null);

const gapSentence = (records: string, checked: CheckedCounts | null): string => {
  if (checked === null) return `${records}, nothing wrong in their cells`;
  // A row that is skipped has no problem, and yet it does not go in.
  return checked.skipped > 0 ? `${records}, no problems` : `${records}, all fit`;
};

/** What a check found out about the whole file. */
export interface CheckedCounts {
  readonly read: number;
  readonly skipped: number;
  readonly rejected: number;
}

function restSentence(shown: readonly PreviewRow[], whole: boolean, checked: CheckedCounts | null): string | null {
  if (whole) return null;
  if (checked === null) return `The file goes on after record ${showCount(shown.at(-1)?.record ?? 0)}`;
  const rest = checked.read - shown.length;
  if (rest <= 0) return null;
  const wrong = checked.rejected - shown.filter(hasProblem).length;
  return wrong <= 0
    ? gapSentence(showAmount(rest, 'more record'), checked)
    : `${showAmount(rest, 'more record')}, ${showCount(wrong)} with problems`;
}

/**
 * What the tab Sample shows: the first records, every record with a problem, and one good one after each. What lies
 * between is counted, never left out in silence.
 * @param whole the rows are all the rows of the file
 * @param checked counts of the whole file where it was checked, else null
 */
export function sampleLines(
  rows: readonly PreviewRow[],
  whole: boolean,
  checked: CheckedCounts | null,
): readonly SampleLine[] {
  const shown = new Set<number>();
  rows.forEach((row, at) => {
    if (at < headRows) shown.add(at);
    if (hasProblem(row)) for (let next = at; next <= at + rowsAfter; next += 1) shown.add(next);
  });
  // A line about a single record would take the place of that record.
  rows.forEach((_row, at) => {
    if (!shown.has(at) && shown.has(at - 1) && (shown.has(at + 1) || at === rows.length - 1)) shown.add(at);
  });
  const lines: SampleLine[] = [];
  let skipped = 0;
  const endGap = (before: number): void => {
    if (skipped > 0)
      lines.push({ kind: 'gap', key: `gap ${before}`, sentence: gapSentence(showAmount(skipped, 'record'), checked) });
    skipped = 0;
  };
  rows.forEach((row, at) => {
    if (!shown.has(at)) {
      skipped += 1;
      return;
    }
    endGap(row.record);
    lines.push({ kind: 'row', key: `row ${row.record}`, row });
  });
  endGap(Number.POSITIVE_INFINITY);
  const rest = restSentence(rows, whole, checked);
  if (rest !== null) lines.push({ kind: 'gap', key: 'rest', sentence: rest });
  return lines;
}
