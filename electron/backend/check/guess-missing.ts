import { FIELD_QUOTED, type RowBatch } from '#backend/parse/row-batch.ts';
import { type DirectEncoder, encodeDirectly } from '#backend/types/direct-encoder.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { CELL_NULL, CELL_VALUE, type CheckCell, compileCell, directCell, type Findings } from './cell-check.ts';
import type { CheckPlan } from './check-plan.ts';

/** How what stands in a field is judged, for each of its columns. */
type ColumnChecks = { readonly direct: DirectEncoder | null; readonly check: CheckCell }[];

/** More places than this would be no answer. */
const PLACES_MAX = 3;

/**
 * Compiles the guess which field a row lacks that has one too few: the one without which the values before it pass where they stand,
 * and those behind it pass one place further on. Where several could be it, all are named: `department_id or job_id`.
 * @returns for a row of a batch, the names; null where nothing tells, or more than one field is missing
 */
export function compileMissingGuess(plan: CheckPlan): (batch: RowBatch, row: number) => string | null {
  const { columns, width, dialect } = plan;
  const findings: Findings = { errors: [], warnings: [] };
  const checks: ColumnChecks[] = Array.from({ length: width }, () => []);
  for (const [at, column] of columns.entries()) {
    if (column.field === null) continue;
    const check = compileCell(column, at, { dialect, staged: false, findings, quiet: true });
    checks[column.field]?.push({ direct: directCell(column, dialect), check });
  }
  const names = new Map(columns.map(({ field, name }) => [field, name]));
  const out = new TupleBuffer();

  /** Whether the columns of a field take what stands in the row at `place`. */
  const passes = (batch: RowBatch, field: number, place: number): boolean => {
    const { bytes, fields, flags, knownText = false } = batch;
    const start = fields[2 * place] ?? 0;
    const end = fields[2 * place + 1] ?? 0;
    const flag = flags[place] ?? 0;
    for (const { direct, check } of checks[field] ?? []) {
      out.length = 0;
      if (direct !== null && end > start && flag <= FIELD_QUOTED) {
        if (encodeDirectly(direct, bytes, start, end, out, knownText)) continue;
      }
      findings.errors.length = 0;
      findings.warnings.length = 0;
      const verdict = check(bytes, start, end, flag, out);
      if (verdict !== CELL_VALUE && verdict !== CELL_NULL) return false;
    }
    return true;
  };

  return (batch, row) => {
    const first = batch.rows[row] ?? 0;
    if ((batch.rows[row + 1] ?? first) - first !== width - 1 || batch.problems.has(row)) return null;
    // The last field from which on all pass one place further on.
    let behind = width - 1;
    while (behind > 0 && passes(batch, behind, first + behind - 1)) behind -= 1;
    const places: number[] = [];
    for (let field = 0; field < width; field += 1) {
      if (field >= behind) places.push(field);
      if (field === width - 1 || places.length > PLACES_MAX || !passes(batch, field, first + field)) break;
    }
    const found = places.map((field) => names.get(field));
    return found.length === 0 || found.length > PLACES_MAX || found.includes(undefined) ? null : found.join(' or ');
  };
}
