import type { Preview, PreviewRow } from '#shared/contract/imports.ts';
import type { CellError } from '#shared/reject.ts';
import { showCount } from '#shared/units.ts';
import type { CellSay, GridCell } from '../../ui/data-grid/grid-column.ts';

/** What a sentence is followed by: rows like this one where they can be shown, and what would help. */
export type ActionsFor = (error: CellError) => CellSay['actions'] | null;

type PreviewedColumns = Pick<Preview, 'columns' | 'width'>;

const isWrongWidth = (error: CellError | null): error is CellError =>
  error !== null && (error.code === 'fields.tooFew' || error.code === 'fields.tooMany');

/** `Record 2, byte 40.` */
const placeOf = (row: PreviewRow): string => `Record ${showCount(row.record)}, byte ${showCount(row.byteOffset)}.`;

/** The first sentence to read first, what follows it and the place in grey. */
function sayOf(error: CellError, row: PreviewRow, actionsFor: ActionsFor): CellSay {
  const end = error.sentence.indexOf('. ');
  const first = end < 0 ? error.sentence : error.sentence.slice(0, end + 1);
  const rest = end < 0 ? '' : error.sentence.slice(end + 2);
  const actions = actionsFor(error) ?? null;
  const more = (
    <>
      {rest}
      <br />
      {placeOf(row)}
    </>
  );
  return { sentence: first, more, ...(actions === null ? {} : { actions }) };
}

/** A cell of a row that has too few or too many fields: what came is no value yet. */
function cellOfWrongWidth(row: PreviewRow, { columns, width }: PreviewedColumns, at: number, say: CellSay): GridCell {
  const text = row.cells[at]?.text ?? null;
  const takesField = (place: number): boolean => (columns[place]?.field ?? null) !== null;
  const firstGone = row.cells.findIndex((cell, place) => cell.text === null && takesField(place));
  // The sentence stands at the first field that is missing; where none is, at the end of the row.
  const speaks = at === (firstGone < 0 ? columns.length - 1 : firstGone);
  if (text === null && !takesField(at) && !speaks) return { text: '', look: 'doubt' };
  if (text === null) {
    const word = speaks ? `${row.fieldCount} of ${width} fields` : 'no field';
    return { text: '', word, look: 'gone', align: 'start', ...(speaks ? { say } : {}) };
  }
  return { text, look: speaks ? 'bad' : 'doubt', align: 'start', ...(speaks ? { say } : {}) };
}

/** How a cell of the preview stands in the grid: as it will be stored, or why it will not be. */
export function gridCellOf(row: PreviewRow, preview: PreviewedColumns, at: number, actionsFor: ActionsFor): GridCell {
  const { rowError } = row;
  if (isWrongWidth(rowError)) return cellOfWrongWidth(row, preview, at, sayOf(rowError, row, actionsFor));
  const cell = row.cells[at];
  if (cell === undefined) return { text: '' };
  const error = cell.error ?? (at === 0 ? rowError : null);
  if (error !== null) {
    const text = cell.text ?? '';
    const say = sayOf(error, row, actionsFor);
    return text === '' ? { text: '', word: 'empty', look: 'bad', align: 'start', say } : { text, look: 'bad', say };
  }
  if (cell.stored === null) {
    const column = preview.columns[at];
    const isDefault = column?.field === null && column.constant === null && column.hasDefault;
    const word = isDefault ? 'default' : 'null';
    return { text: '', word, look: 'doubt', align: 'start' };
  }
  if (cell.warning !== null) {
    return { text: cell.stored, look: 'warning', say: { sentence: cell.warning, more: placeOf(row) } };
  }
  return { text: cell.stored };
}
