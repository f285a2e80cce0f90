import type { Preview, PreviewRow } from '#shared/contract/imports.ts';
import type { Reject } from '#shared/reject.ts';

/** A reject as a row of the preview: its fields as they came, its errors at their columns. */
export function rowOfReject(reject: Reject, columns: Preview['columns']): PreviewRow {
  return {
    record: reject.record,
    byteOffset: reject.byteOffset,
    fieldCount: reject.fields.length,
    rowError: reject.errors.find((error) => error.column === null) ?? null,
    cells: columns.map(({ rule, field, constant }) => {
      const text = field === null ? constant : (reject.fields[field] ?? null);
      return {
        text,
        stored: text,
        error: reject.errors.find((error) => error.column === rule.name) ?? null,
        warning: null,
      };
    }),
  };
}
