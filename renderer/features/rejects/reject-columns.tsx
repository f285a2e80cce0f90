import type { Reject } from '#shared/reject.ts';
import { EmptyWord, GoneWord } from '../../ui/data-grid/grid-cell.tsx';
import type { GridCell, GridColumn } from '../../ui/data-grid/grid-column.ts';
import { OriginalLine } from '../../ui/data-grid/original-line.tsx';
import { isNumberType, valueWidth } from '../import/value-width.ts';

/** A field of the file: the column it goes to, or its place where it goes to none. */
export interface RejectField {
  readonly name: string;
  /** The table's column; empty: the field is left out. */
  readonly column: string;
  /** pg_type.typname; null while it is not known. */
  readonly type: string | null;
}

const isWrongWidth = ({ errors }: Reject): boolean =>
  errors.some(({ code }) => code === 'fields.tooFew' || code === 'fields.tooMany');

/** What one error says in the grid; where it is and all others stand in the pane below. */
function sayOf(reject: Reject, column: string | null): GridCell['say'] {
  const [error, ...more] = reject.errors.filter((one) => one.column === column);
  if (error === undefined) return undefined;
  return more.length === 0
    ? { sentence: error.sentence }
    : { sentence: error.sentence, more: more.map(({ sentence }) => sentence).join(' ') };
}

/** How a field of a reject stands in the grid. */
function rejectCell(reject: Reject, field: RejectField, at: number): GridCell {
  const text = reject.fields[at];
  const rowSay = sayOf(reject, null);
  if (text === undefined) {
    const isFirst = at === reject.fields.length;
    const cell: GridCell = { text: '', content: <GoneWord>no field</GoneWord>, look: 'gone', align: 'start' };
    return isFirst && rowSay !== undefined ? { ...cell, say: rowSay } : cell;
  }
  const say = field.column === '' ? undefined : sayOf(reject, field.column);
  if (say !== undefined) {
    return text === ''
      ? { text, content: <EmptyWord />, look: 'bad', align: 'start', say }
      : { text, look: 'bad', say };
  }
  // In a row of the wrong width nobody knows yet which field is which.
  if (isWrongWidth(reject)) return { text, look: 'doubt', align: 'start' };
  if (text === '') return { text, content: <EmptyWord />, look: 'doubt', align: 'start' };
  return { text };
}

interface ColumnsInput {
  readonly fields: readonly RejectField[];
  readonly delimiter: string;
  /** Room for the original line beside the cells; the pane below repeats it. */
  readonly withLine: boolean;
}

const isNumber = ({ type }: RejectField): boolean => type !== null && isNumberType(type);

const widthOf = (field: RejectField): number =>
  Math.round(Math.max(field.name.length * 7.2 + 20, isNumber(field) ? 72 : valueWidth(field.type ?? 'text')));

/** The columns of the grid: the line as it came, and its fields under the columns they go to. */
export function rejectColumns({ fields, delimiter, withLine }: ColumnsInput): readonly GridColumn<Reject>[] {
  const line: GridColumn<Reject> = {
    id: 'line',
    label: 'Original line',
    width: 200,
    minWidth: 80,
    cell: (reject) => ({
      text: reject.line,
      content: <OriginalLine line={reject.line.slice(0, 400)} delimiter={delimiter} />,
      look: 'original',
    }),
  };
  const growing = fields.find((field) => !isNumber(field)) ?? fields.at(-1);
  return [
    ...(withLine ? [line] : []),
    ...fields.map((field, at): GridColumn<Reject> => ({
      id: `field ${at}`,
      label: field.name,
      width: widthOf(field),
      minWidth: 56,
      grow: field === growing,
      align: isNumber(field) ? 'end' : 'start',
      cell: (reject) => rejectCell(reject, field, at),
    })),
  ];
}
