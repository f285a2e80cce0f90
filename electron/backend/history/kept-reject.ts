import { z } from 'zod';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { cellErrorSchema, rejectFixSchema, type RejectFix, type RejectState } from '#shared/reject.ts';
import { stateName } from './reject-state.ts';

/** A reject with what became of it. */
export interface KeptReject extends RejectedRow {
  readonly missing: string | null;
  readonly state: RejectState;
  readonly fix: RejectFix | null;
}

/** Rejects `r`, to be followed by a WHERE. */
export const selectKept = `SELECT r.record, r.byte_offset, r.bytes, r.errors, r.state, k.missing, f.fix
  FROM reject_row r JOIN reject_kind k ON k.id = r.kind LEFT JOIN reject_fix f ON f.run = r.run AND f.record = r.record`;

const keptRow = z.object({
  record: z.number(),
  byte_offset: z.number(),
  bytes: z.instanceof(Buffer),
  errors: z.string(),
  state: z.number(),
  missing: z.string(),
  fix: z.string().nullable(),
});

/** The errors of a row, as they are kept in JSON. */
export const keptErrors = z.array(cellErrorSchema);

/** A row of `selectKept`. */
export function keptFromRow(raw: unknown): KeptReject {
  const row = keptRow.parse(raw);
  return {
    record: row.record,
    byteOffset: row.byte_offset,
    bytes: row.bytes,
    errors: keptErrors.parse(JSON.parse(row.errors)),
    missing: row.missing === '' ? null : row.missing,
    state: stateName(row.state),
    fix: row.fix === null ? null : rejectFixSchema.parse(JSON.parse(row.fix)),
  };
}
