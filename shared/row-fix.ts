import { z } from 'zod';

const column = z.string();

/** One thing done to many rows at once. Columns are those of the target that fields of the file fill. */
export const rowFixSchema = z.discriminatedUnion('kind', [
  /** Puts a text into a column, whatever stands there; null: no value. */
  z.object({ kind: z.literal('fill'), column, text: z.string().nullable() }),
  /** Replaces each occurrence of a text within a column; with an empty `find`, a field that has no value or is empty. */
  z.object({ kind: z.literal('replace'), column, find: z.string(), with: z.string() }),
  /** Moves the cells from a column on by one to the right and puts a text in its place; null: no value. */
  z.object({ kind: z.literal('shiftRight'), column, put: z.string().nullable() }),
  /** Takes the cell of a column out and moves those behind it by one to the left. */
  z.object({ kind: z.literal('shiftLeft'), column }),
  /** Cuts a cell at the first `at`; what is behind it goes into the next column, and the cells from there move to the right. */
  z.object({ kind: z.literal('split'), column, at: z.string().min(1) }),
  /** Changes nothing and judges anew: what a row was rejected for may not be so any more. */
  z.object({ kind: z.literal('again') }),
]);
export type RowFix = z.infer<typeof rowFixSchema>;
