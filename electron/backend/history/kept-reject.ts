import { z } from 'zod';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { cellErrorSchema, rejectFixSchema, type CellError, type RejectFix, type RejectState } from '#shared/reject.ts';
import { bytesAt, type RejectBlock } from './reject-block.ts';
import type { RejectKind } from './reject-kinds.ts';
import { stateName } from './reject-state.ts';

/** A reject with what became of it. */
export interface KeptReject extends RejectedRow {
  readonly missing: string | null;
  readonly state: RejectState;
  readonly fix: RejectFix | null;
}

const errorsSchema = z.array(cellErrorSchema);

/** The errors of a row, from the JSON they are kept in. */
export const keptErrors = (text: string | undefined): CellError[] => errorsSchema.parse(JSON.parse(text ?? ''));

/** A fix, from the JSON it is kept in. */
export const keptFix = (text: string): RejectFix => rejectFixSchema.parse(JSON.parse(text));

/**
 * Rows of a block as rejects; those with the same errors share them.
 * @param fixes JSON by record
 */
export function keptRejects(
  block: RejectBlock,
  rows: readonly number[],
  kinds: ReadonlyMap<number, RejectKind>,
  fixes: ReadonlyMap<number, string>,
): KeptReject[] {
  const known: CellError[][] = [];
  return rows.map((row) => {
    const record = block.records[row] ?? 0;
    const number = block.errorsOf[row] ?? 0;
    const errors = known[number] ?? keptErrors(block.errors[number]);
    known[number] = errors;
    const fix = fixes.get(record);
    return {
      record,
      byteOffset: block.offsets[row] ?? 0,
      bytes: bytesAt(block, row),
      errors,
      missing: kinds.get(block.kinds[row] ?? 0)?.missing || null,
      state: stateName(block.states[row] ?? 0),
      fix: fix === undefined ? null : keptFix(fix),
    };
  });
}
