import type { Reject, TypedFields } from '#shared/reject.ts';
import { showCount } from '#shared/units.ts';
import type { GridColumn } from '../../ui/data-grid/grid-column.ts';
import type { GridEditing } from '../../ui/data-grid/grid-editing.ts';
import type { PagedRows } from '../../ui/data-grid/use-paged-rows.ts';
import { CellVerdict } from './cell-verdict.tsx';
import { fieldOfColumn, type RejectField } from './reject-columns.tsx';
import { errorsNow, fieldsNow, withField } from './row-fields.ts';
import type { RejectWorkbench } from './use-reject-work.ts';

interface RowEditOptions {
  readonly bench: RejectWorkbench;
  readonly rows: PagedRows<Reject>;
  readonly columns: readonly GridColumn<Reject>[];
  readonly fields: readonly RejectField[];
}

export interface RowEdit {
  /** How cells are edited in place. */
  readonly editing: GridEditing<Reject>;
  /** Keeps a row as it was typed; `fields: null` puts it back. */
  readonly keep: (reject: Reject, fields: TypedFields | null) => Promise<void>;
}

/** A row as it is drawn until the backend has judged it: what is wrong with other columns stays. */
function untilJudged(reject: Reject, fields: TypedFields): Reject {
  const before = fieldsNow(reject);
  const errors = fields.length === before.length ? errorsNow(reject) : [];
  return { ...reject, fix: { fields: [...fields], errors: [...errors], stored: [...fields] } };
}

/** Editing of rows: each edit is drawn at once, and then as the backend has judged it. */
export function useRowEdit({ bench, rows, columns, fields }: RowEditOptions): RowEdit {
  const keep = async (reject: Reject, typed: TypedFields | null): Promise<void> => {
    const { record } = reject;
    const answer = bench.edit(record, typed);
    if (typed !== null) rows.patch((row) => (row.record === record ? untilJudged(reject, typed) : row));
    const changed = await answer;
    if (changed === null) return;
    const known = new Map(changed.map((row) => [row.record, row]));
    // Its place among those that are shown is what it was.
    rows.patch((row) => {
      const next = known.get(row.record);
      return next === undefined ? row : { ...next, ordinal: row.ordinal };
    });
  };
  const { canEdit } = bench;
  return {
    keep,
    editing: {
      begin(reject, { column }) {
        const at = fieldOfColumn(columns[column]);
        if (!canEdit || at === null || reject.state === 'loaded' || reject.state === 'aside') return null;
        const name = fields[at]?.name ?? '';
        return { text: fieldsNow(reject)[at] ?? '', label: `${name} of record ${showCount(reject.record)}` };
      },
      onKeep({ row, place, text }) {
        const at = fieldOfColumn(columns[place.column]);
        if (at !== null) void keep(row, withField(fieldsNow(row), at, text));
      },
      verdict({ row, place, text }) {
        const at = fieldOfColumn(columns[place.column]);
        const field = at === null ? undefined : fields[at];
        return at === null || field === undefined ? null : (
          <CellVerdict reject={row} at={at} field={field} text={text} />
        );
      },
    },
  };
}
