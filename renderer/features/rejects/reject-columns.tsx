import type { Reject } from '#shared/reject.ts';
import type { GridCell, GridColumn } from '../../ui/data-grid/grid-column.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { isNumberType, valueWidth } from '../import/value-width.ts';
import { errorsNow, fieldsNow, hasWrongWidth, stateWord } from './row-fields.ts';
import { StateGlyph } from './state-glyph.tsx';

/** A field of the file: the column it goes to, or its place where it goes to none. */
export interface RejectField {
  readonly name: string;
  /** The table's column; empty: the field is left out. */
  readonly column: string;
  /** pg_type.typname; null while it is not known. */
  readonly type: string | null;
}

/** What one error says in the grid; where it is and all others stand in the pane below. */
function sayOf(reject: Reject, column: string | null): GridCell['say'] {
  const [error, ...more] = errorsNow(reject).filter((one) => one.column === column);
  if (error === undefined) return undefined;
  return more.length === 0
    ? { sentence: error.sentence }
    : { sentence: error.sentence, more: more.map(({ sentence }) => sentence).join(' ') };
}

/** A field that is not there: the first of them says why. */
function goneCell(reject: Reject, isFirst: boolean): GridCell {
  const say = sayOf(reject, null);
  const cell: GridCell = { text: '', word: 'no field', look: 'gone', align: 'start' };
  return isFirst && say !== undefined ? { ...cell, say } : cell;
}

/** How a field of a reject stands in the grid. */
function rejectCell(reject: Reject, field: RejectField, at: number): GridCell {
  const { fix, fields, state } = reject;
  const now = fieldsNow(reject);
  if (at >= now.length) return goneCell(reject, at === now.length);
  const typed = now[at] ?? '';
  const say = field.column === '' ? undefined : sayOf(reject, field.column);
  if (say !== undefined) {
    return typed === ''
      ? { text: typed, word: 'empty', look: 'bad', align: 'start', say }
      : { text: typed, look: 'bad', say };
  }
  const look = fix !== null && now[at] !== fields[at] ? 'changed' : null;
  // In a row of the wrong width nobody knows yet which field is which.
  if (hasWrongWidth(reject) || state === 'aside') {
    return typed === ''
      ? { text: '', word: 'empty', look: look ?? 'doubt', align: 'start' }
      : { text: typed, look: look ?? 'doubt', align: 'start' };
  }
  const text = fix?.stored[at] ?? typed;
  if (text === '') return { text, word: 'empty', look: look ?? 'doubt', align: 'start' };
  return { text, look: look ?? 'plain' };
}

interface ColumnsInput {
  readonly fields: readonly RejectField[];
  readonly delimiter: string;
  /** Room for the original line beside the cells; the pane below repeats it. */
  readonly withLine: boolean;
}

const stateColumn: GridColumn<Reject> = {
  id: 'state',
  label: 'State',
  head: <VisuallyHidden>State</VisuallyHidden>,
  width: 30,
  minWidth: 30,
  font: 'text',
  cell: ({ state }) => ({ text: stateWord(state), content: <StateGlyph state={state} /> }),
};

const FIELD = 'field ';

/** 0-based place of the field that a column shows; null: it shows none. */
export const fieldOfColumn = (column: Pick<GridColumn<Reject>, 'id'> | undefined): number | null =>
  column?.id.startsWith(FIELD) === true ? Number(column.id.slice(FIELD.length)) : null;

const isNumber = ({ type }: RejectField): boolean => type !== null && isNumberType(type);

const widthOf = (field: RejectField): number =>
  Math.round(Math.max(field.name.length * 7.2 + 20, isNumber(field) ? 72 : valueWidth(field.type ?? 'text')));

/** The columns of the grid: where each row stands, the line as it came, and its fields under the columns they go to. */
export function rejectColumns({ fields, delimiter, withLine }: ColumnsInput): readonly GridColumn<Reject>[] {
  const line: GridColumn<Reject> = {
    id: 'line',
    label: 'Original line',
    width: 200,
    minWidth: 80,
    cell: (reject) => ({
      text: reject.line,
      delimiter,
      look: 'original',
    }),
  };
  const growing = fields.find((field) => !isNumber(field)) ?? fields.at(-1);
  return [
    stateColumn,
    ...(withLine ? [line] : []),
    ...fields.map((field, at): GridColumn<Reject> => ({
      id: `${FIELD}${at}`,
      label: field.name,
      width: widthOf(field),
      minWidth: 56,
      grow: field === growing,
      align: isNumber(field) ? 'end' : 'start',
      cell: (reject) => rejectCell(reject, field, at),
    })),
  ];
}
