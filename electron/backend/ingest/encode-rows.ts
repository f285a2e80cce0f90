import { cellError, type CellError } from '#shared/reject.ts';
import type { Dialect } from '#shared/dialect.ts';
import {
  CELL_NULL,
  CELL_VALUE,
  type CheckCell,
  compileCell,
  directCell,
  type Findings,
} from '#backend/check/cell-check.ts';
import type { CheckPlan } from '#backend/check/check-plan.ts';
import { foundError, inOrder } from '#backend/check/known-errors.ts';
import { FIELD_NULL, FIELD_QUOTED, type RowBatch } from '#backend/parse/row-batch.ts';
import { putInt32 } from '#backend/types/bytes.ts';
import { type DirectEncoder, encodeDirectly } from '#backend/types/direct-encoder.ts';
import type { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { type JsonKinds, jsonKindsOf, wrongKind } from './json-kinds.ts';

/** Where the fields of a plan stand in the rows of a request. */
export interface RowShape {
  /** Position in a row of each field of the plan, -1 where the rows do not have it; null: as in the plan. */
  readonly fieldAt: Int32Array | null;
  /** Whether values are JSON, whose kinds count. */
  readonly json: boolean;
}

/**
 * Checks rows of requests one by one and writes their values, one behind the other in the order of the plan's columns, each with its
 * length (int32) before it, as arrays and COPY have them in their binary form. What is wrong is NULL there: what is left of such a
 * row can still be judged.
 */
export class RowEncoder {
  readonly #plan: CheckPlan;
  readonly #findings: Findings = { errors: [], warnings: [] };
  readonly #cells: readonly CheckCell[];
  readonly #encoders: readonly (DirectEncoder | null)[];
  readonly #kinds: readonly JsonKinds[];
  readonly #fields: Int32Array;

  constructor(plan: CheckPlan, dialect: Dialect) {
    this.#plan = plan;
    // As in a staging table: what only the server can judge goes to it as text.
    const options = { dialect, staged: true, findings: this.#findings };
    this.#cells = plan.columns.map((column, at) => compileCell(column, at, options));
    this.#encoders = plan.columns.map((column) => (column.codec.exact ? directCell(column, dialect) : null));
    this.#kinds = plan.columns.map(jsonKindsOf);
    this.#fields = Int32Array.from(plan.columns, ({ field }) => field ?? 0);
  }

  /** Whether the row that was encoded last holds JSON of a wrong kind, which its text alone does not tell. */
  hadWrongKind = false;

  /** Appends the values of a row that has fields; returns what is wrong with them, in the order of reasons. */
  encode(batch: RowBatch, row: number, { fieldAt, json }: RowShape, out: TupleBuffer): readonly CellError[] | null {
    const { errors, warnings } = this.#findings;
    if (errors.length > 0) errors.length = 0;
    if (warnings.length > 0) warnings.length = 0;
    this.hadWrongKind = false;
    const { bytes, fields, flags } = batch;
    const first = batch.rows[row] ?? 0;
    for (let at = 0; at < this.#cells.length; at += 1) {
      const place = this.#fields[at] ?? 0;
      const own = fieldAt === null ? place : (fieldAt[place] ?? -1);
      const field = first + own;
      const start = own < 0 ? 0 : (fields[2 * field] ?? 0);
      const end = own < 0 ? 0 : (fields[2 * field + 1] ?? 0);
      const flag = own < 0 ? FIELD_NULL : (flags[field] ?? 0);
      const wrong = json && flag !== FIELD_NULL ? this.#wrongKind(batch, at, field) : null;
      if (wrong !== null) {
        this.hadWrongKind = true;
        errors.push(foundError(at, wrong));
        putNull(out);
        continue;
      }
      const encoder = this.#encoders[at] ?? null;
      if (
        encoder !== null &&
        end > start &&
        flag <= FIELD_QUOTED &&
        encodeDirectly(encoder, bytes, start, end, out, false)
      ) {
        continue;
      }
      const verdict = this.#cells[at]?.(bytes, start, end, flag, out);
      if (verdict !== CELL_VALUE && verdict !== CELL_NULL) putNull(out);
    }
    return errors.length === 0 ? null : inOrder(errors);
  }

  /** Appends NULL for every column, for a row that has no fields. */
  encodeNothing(out: TupleBuffer): void {
    for (let at = 0; at < this.#cells.length; at += 1) putNull(out);
  }

  #wrongKind(batch: RowBatch, at: number, field: number): CellError | null {
    const kinds = this.#kinds[at];
    const text = kinds === undefined ? null : wrongKind(kinds, batch, field);
    if (kinds === undefined || text === null) return null;
    const column = this.#plan.columns[at];
    const limits = column?.codec.limits(column.codecColumn) ?? {};
    return cellError(kinds.code, column?.name ?? null, text, { reason: 'it is JSON of another kind', ...limits });
  }
}

function putNull(out: TupleBuffer): void {
  const at = out.reserve(4);
  putInt32(out.bytes, at, -1);
}
