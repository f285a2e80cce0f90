import { type CellError, type RejectCode, reasonOrder } from '#shared/reject.ts';

export interface FoundError {
  /** Position of the column in the plan; -1: the row as a whole. */
  readonly column: number;
  readonly error: CellError;
  /** The errors of a row that has no other. Rows that are wrong in the same way share it. */
  readonly alone: readonly CellError[];
}

export const foundError = (column: number, error: CellError): FoundError => ({ column, error, alone: [error] });

/** The errors of a row, by reason, then by column. */
export function inOrder(errors: readonly FoundError[]): readonly CellError[] {
  const [only] = errors;
  if (only !== undefined && errors.length === 1) return only.alone;
  return errors
    .toSorted((a, b) => reasonOrder(a.error.code) - reasonOrder(b.error.code) || a.column - b.column)
    .map(({ error }) => error);
}

/** Errors that are held; beyond them all are forgotten. */
const HELD_MAX = 256;
/** Longer values come once. */
const VALUE_LENGTH_MAX = 40;

/**
 * The errors of one column by the value that they are about. Wrong values are often the same one over and over: what is the same
 * object need not be made, described, compared or written as JSON again.
 */
export class KnownErrors {
  readonly #column: number;
  readonly #held = new Map<string, FoundError>();

  /** @param column its position in the plan */
  constructor(column: number) {
    this.#column = column;
  }

  get(value: string, code: RejectCode): FoundError | undefined {
    const found = this.#held.get(value);
    return found?.error.code === code ? found : undefined;
  }

  add(value: string, error: CellError): FoundError {
    const found = foundError(this.#column, error);
    if (value.length > VALUE_LENGTH_MAX) return found;
    if (this.#held.size === HELD_MAX) this.#held.clear();
    this.#held.set(value, found);
    return found;
  }
}
