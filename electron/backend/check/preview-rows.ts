import type { PreviewCell, PreviewRow } from '#shared/contract/imports.ts';
import { cellError } from '#shared/reject.ts';
import { fieldText } from '#backend/parse/unescape.ts';
import { FIELD_PLAIN, type RowBatch } from '#backend/parse/row-batch.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { judgedText } from './change-text.ts';
import { CELL_VALUE, type CheckCell, compileCell, type Findings } from './cell-check.ts';
import type { CheckPlan, PlanColumn } from './check-plan.ts';
import { rowProblem } from './row-problem.ts';

/** A row whose cells are judged here, and perhaps not by the server yet. */
export interface JudgedRow extends PreviewRow {
  /** The text that each cell was judged by: that of the field after its changes. */
  readonly judgedTexts: readonly string[];
}

/**
 * Judges each cell of a batch for itself, with the same encoders and rules as the check; keys and references are not
 * asked. The cells of a row that is wrong as a whole are shown as they came and not judged.
 */
export function previewRows(batch: RowBatch, plan: CheckPlan): JudgedRow[] {
  const { columns, width, dialect } = plan;
  const findings: Findings = { errors: [], warnings: [] };
  const checks = columns.map((column, at) => compileCell(column, at, { dialect, staged: false, findings }));
  const out = new TupleBuffer();

  const judge = (column: PlanColumn, check: CheckCell, first: number): PreviewCell => {
    const field = first + (column.field ?? 0);
    findings.errors.length = 0;
    findings.warnings.length = 0;
    out.length = 0;
    const { bytes, fields, flags } = batch;
    const verdict = check(bytes, fields[2 * field] ?? 0, fields[2 * field + 1] ?? 0, flags[field] ?? 0, out);
    return {
      text: column.constant ?? fieldText(batch, field),
      stored: verdict === CELL_VALUE ? column.codec.show(out.bytes, 4, out.length) : null,
      error: findings.errors[0]?.error ?? null,
      warning: findings.warnings[0]?.sentence ?? null,
    };
  };

  return Array.from({ length: batch.rowCount }, (_, row) => {
    const first = batch.rows[row] ?? 0;
    const fieldCount = (batch.rows[row + 1] ?? first) - first;
    const problem = rowProblem(batch, row, width, plan.dialect);
    const cells = columns.map((column, at): PreviewCell => {
      const check = checks[at];
      if (problem === null && check !== undefined) return judge(column, check, first);
      const { field } = column;
      const text = field !== null && field < fieldCount ? fieldText(batch, first + field) : null;
      return { text, stored: null, error: null, warning: null };
    });
    return {
      record: batch.firstRow + row,
      byteOffset: batch.offsets[row] ?? 0,
      cells,
      judgedTexts: cells.map(({ text }, at) => {
        const column = columns[at];
        const flag = batch.flags[first + (column?.field ?? 0)] ?? FIELD_PLAIN;
        return column === undefined || text === null ? '' : judgedText(column, dialect, { text, flag });
      }),
      rowError: problem === null ? null : cellError(problem.code, null, null, problem.values),
      fieldCount,
    };
  });
}
