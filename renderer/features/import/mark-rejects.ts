import type { Preview, PreviewRow } from '#shared/contract/imports.ts';
import type { Reject } from '#shared/reject.ts';

/**
 * The previewed rows with what the check found out about them. A preview judges each cell for itself; whether a key is
 * taken or a parent is missing is known after the check alone.
 */
export function markRejects(preview: Preview, rejects: readonly Reject[]): readonly PreviewRow[] {
  const byRecord = new Map(rejects.map((reject) => [reject.record, reject]));
  return preview.rows.map((row) => {
    const reject = byRecord.get(row.record);
    if (reject === undefined) return row;
    const wholeRow = reject.errors.find((error) => error.column === null) ?? null;
    return {
      ...row,
      rowError: row.rowError ?? wholeRow,
      cells: row.cells.map((cell, at) => {
        const name = preview.columns[at]?.rule.name;
        const error = cell.error ?? reject.errors.find((one) => one.column !== null && one.column === name) ?? null;
        return error === cell.error ? cell : { ...cell, error };
      }),
    };
  });
}
