import { typeLabel } from '#shared/column.ts';
import type { Preview, PreviewColumn } from '#shared/contract/imports.ts';
import type { ColumnProfile } from '#shared/load.ts';
import { showCount } from '#shared/units.ts';
import type { GridColumn } from '../../ui/data-grid/grid-column.ts';
import type { Matching } from './change-match.ts';
import { ColumnHead } from './column-head.tsx';
import { gridCellOf, type ActionsFor } from './preview-cell.tsx';
import type { SampleLine } from './sample-lines.ts';
import { isNumberType, isTextType, valueWidth } from './value-width.ts';

/** Widths of letters and figures as the heads set them, px. */
const nameLetter = 7.4;
const typeLetter = 6.7;
const smallLetter = 6.1;

/** px that hold the head of a column and a usual value of its type. */
function columnWidth({ rule, reference, key }: PreviewColumn, profile: ColumnProfile | null): number {
  const name = rule.name.length * nameLetter + 44;
  const refers =
    reference === null ? 0 : `${reference.table}.${reference.parentColumns.join(', ')}`.length * smallLetter + 6;
  const type = typeLabel(rule.type).length * typeLetter + refers + (key ? 34 : 16);
  const counts = [profile?.valid ?? 0, profile?.empty ?? 0, profile?.wrong ?? 0].filter((count) => count > 0);
  const bars = counts.reduce((sum, count) => sum + showCount(count).length * 6.6 + 17, 16);
  return Math.round(Math.max(name, type, bars, valueWidth(rule.type)));
}

interface ColumnsInput {
  readonly preview: Preview;
  readonly profiles: readonly ColumnProfile[];
  readonly actionsFor: ActionsFor;
  /** Null: the match cannot be changed now. */
  readonly matching: Matching | null;
}

/** The columns of the preview: those of the target, each under the head that says what fills it. */
export function previewColumns(input: ColumnsInput): readonly GridColumn<SampleLine>[] {
  const { preview, profiles, actionsFor, matching } = input;
  const { columns } = preview;
  const growing = columns.find(({ rule }) => isTextType(rule.type)) ?? columns.at(-1);
  const profileOf = ({ rule }: PreviewColumn): ColumnProfile | null =>
    profiles.find((profile) => profile.column === rule.name) ?? null;
  return columns.map((column, at) => ({
    id: column.rule.name,
    label: column.rule.name,
    head: (
      <ColumnHead
        column={column}
        preview={preview}
        profile={profileOf(column)}
        onMatch={matching?.onMatch ?? null}
        editing={matching?.open?.column === column.rule.name ? matching.open.place : null}
        onEdit={
          matching === null
            ? null
            : (place) => matching.setOpen(place === null ? null : { column: column.rule.name, place })
        }
      />
    ),
    width: columnWidth(column, profileOf(column)),
    minWidth: 72,
    grow: column === growing,
    align: isNumberType(column.rule.type) ? 'end' : 'start',
    cell: (line) => (line.kind === 'gap' ? { text: '' } : gridCellOf(line.row, preview, at, actionsFor)),
  }));
}
