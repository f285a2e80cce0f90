import type { PreviewRow } from '#shared/contract/imports.ts';
import { showAmount, showCount } from '#shared/units.ts';

/** One line of the sample: a record, or a sentence about those left out. */
export type SampleLine =
  | { readonly kind: 'row'; readonly key: string; readonly row: PreviewRow }
  | { readonly kind: 'gap'; readonly key: string; readonly sentence: string };

/** Records at the beginning that are always shown. */
const headRows = 6;
/** Where problems are few, the beginning is shown further: so many records in all. */
const rowsMin = 18;
/** Records shown after one with a problem, so that it can be seen beside a good one. */
const rowsAfter = 1;
/** Records with problems that are shown from behind the previewed part of the file. */
const beyondMax = 12;

/** Whether anything in the row keeps it out of the table. */
const hasProblem = (row: PreviewRow): boolean => row.rowError !== null || row.cells.some((cell) => cell.error !== null);

/** What a check found out about the whole file. */
export interface CheckedFile {
  readonly read: number;
  readonly skipped: number;
  readonly rejected: number;
  /** Its first records with problems, in file order; those of the previewed rows may be among them. */
  readonly problems: readonly PreviewRow[];
}

function gapSentence(records: string, checked: CheckedFile | null): string {
  if (checked === null) return `${records}, nothing wrong in their cells`;
  // A row that is skipped has no problem, and yet it does not go in.
  return checked.skipped > 0 ? `${records}, no problems` : `${records}, all fit`;
}

/** Places of the previewed rows that are shown; `atLeast` so many, where there are. */
function shownPlaces(rows: readonly PreviewRow[], atLeast: number): ReadonlySet<number> {
  const shown = new Set<number>();
  rows.forEach((row, at) => {
    if (at < headRows) shown.add(at);
    if (hasProblem(row)) for (let next = at; next <= at + rowsAfter; next += 1) shown.add(next);
  });
  for (let at = headRows; at < rows.length && shown.size < atLeast; at += 1) shown.add(at);
  // A line about a single record would take the place of that record.
  rows.forEach((_row, at) => {
    if (!shown.has(at) && shown.has(at - 1) && (shown.has(at + 1) || at === rows.length - 1)) shown.add(at);
  });
  return shown;
}

/** The sentence at the end of the sample; null where nothing is left to tell. */
function restSentence(last: number, shownProblems: number, checked: CheckedFile | null): string | null {
  if (checked === null && last === 0)
    return 'The first record is longer than what is previewed. The check reads it, and tells where a quote does not close';
  if (checked === null) return `The file goes on after record ${showCount(last)}`;
  const rest = checked.read - last;
  if (rest <= 0) return null;
  const wrong = checked.rejected - shownProblems;
  const records = showAmount(rest, 'more record');
  return wrong <= 0 ? gapSentence(records, checked) : `${records}, ${showCount(wrong)} with problems`;
}

/**
 * What the tab Sample shows: the first records, every record with a problem and one good one after each, and the next
 * few problems from further on in the file. What lies between is counted, never left out in silence.
 * @param whole the rows are all the rows of the file
 * @param checked what a check found out about the whole file, else null
 */
export function sampleLines(
  rows: readonly PreviewRow[],
  whole: boolean,
  checked: CheckedFile | null,
): readonly SampleLine[] {
  if (whole && rows.length === 0)
    return [{ kind: 'gap', key: 'none', sentence: 'No records: nothing stands behind the header' }];
  const previewed = rows.at(-1)?.record ?? 0;
  const beyond = whole ? [] : (checked?.problems ?? []).filter(({ record }) => record > previewed).slice(0, beyondMax);
  const shown = shownPlaces(rows, rowsMin - beyond.length);
  const lines: SampleLine[] = [];
  const addGap = (count: number, before: number): void => {
    if (count === 0) return;
    lines.push({ kind: 'gap', key: `gap ${before}`, sentence: gapSentence(showAmount(count, 'record'), checked) });
  };
  const addRow = (row: PreviewRow): void => {
    lines.push({ kind: 'row', key: `row ${row.record}`, row });
  };
  let skipped = 0;
  rows.forEach((row, at) => {
    if (!shown.has(at)) {
      skipped += 1;
      return;
    }
    addGap(skipped, row.record);
    skipped = 0;
    addRow(row);
  });
  if (whole) {
    addGap(skipped, Number.POSITIVE_INFINITY);
    return lines;
  }
  let last = previewed;
  for (const row of beyond) {
    addGap(skipped + row.record - last - 1, row.record);
    skipped = 0;
    addRow(row);
    last = row.record;
  }
  addGap(skipped, Number.POSITIVE_INFINITY);
  const problems = rows.filter(hasProblem).length + beyond.length;
  const rest = restSentence(last, problems, checked);
  if (rest !== null) lines.push({ kind: 'gap', key: 'rest', sentence: rest });
  return lines;
}
