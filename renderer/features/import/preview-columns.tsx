import type { Preview, PreviewColumn } from '#shared/contract/imports.ts';
import type { ColumnProfile } from '#shared/load.ts';
import type { GridColumn } from '../../ui/data-grid/grid-column.ts';
import { ColumnHead } from './column-head.tsx';
import { gridCellOf, type ActionsFor } from './preview-cell.tsx';
import type { SampleLine } from './sample-lines.ts';

const numberTypes = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'oid', 'money']);

/** Whether values of a type stand at the end of their cell. */
export const isNumberType = (type: string): boolean => numberTypes.has(type);

const textTypes = new Set(['text', 'varchar', 'bpchar', 'json', 'jsonb']);

/** px that hold the head of a column and a usual value of its type. */
export function columnWidth({ name, type }: PreviewColumn['rule']): number {
  const head = name.length * 7.2 + 44;
  const value = type.startsWith('timestamp') ? 204 : type === 'uuid' ? 272 : textTypes.has(type) ? 176 : 88;
  return Math.round(Math.max(head, value));
}

interface ColumnsInput {
  readonly preview: Preview;
  readonly profiles: readonly ColumnProfile[];
  readonly actionsFor: ActionsFor;
  /** Null: the match cannot be changed now. */
  readonly onMatch: ((column: string, field: number | null) => void) | null;
}

/** The columns of the preview: those of the target, each under the head that says what fills it. */
export function previewColumns(input: ColumnsInput): readonly GridColumn<SampleLine>[] {
  const { preview, profiles, actionsFor, onMatch } = input;
  const { columns } = preview;
  const growing = columns.find(({ rule }) => textTypes.has(rule.type)) ?? columns.at(-1);
  return columns.map((column, at) => ({
    id: column.rule.name,
    label: column.rule.name,
    head: (
      <ColumnHead
        column={column}
        preview={preview}
        profile={profiles.find((profile) => profile.column === column.rule.name) ?? null}
        onMatch={onMatch}
      />
    ),
    width: columnWidth(column.rule),
    minWidth: 72,
    grow: column === growing,
    align: isNumberType(column.rule.type) ? 'end' : 'start',
    cell: (line) => (line.kind === 'gap' ? { text: '' } : gridCellOf(line.row, columns, at, actionsFor)),
  }));
}
