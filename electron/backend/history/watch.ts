/** How work on many rows is watched, and stopped. */
export interface Watch {
  /** Told how many rows were done so far, and of how many where that is known. */
  readonly progress: (rows: number, of?: number) => void;
  readonly signal: AbortSignal;
}
