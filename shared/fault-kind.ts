/**
 * A Fault is something a person can act on: what is so, and what to do next. All sentences of the app's faults stand in
 * fault-kinds.ts and backup-fault-kinds.ts, with the HTTP status and the process exit code each one ends in. Anything that is not a Fault is a bug and
 * becomes `internal`. No secret may ever be put in a value.
 */
export interface FaultKind {
  /** What is so. `{name}` is replaced by the value of that name. */
  readonly sentence: string;
  /** What to do next. */
  readonly next: string;
  readonly status: number;
  /** Exit code of the command line: 1 failed, 2 wrong use. */
  readonly exit: 1 | 2;
  /** Whether the same step may work later without any change. */
  readonly retry: boolean;
}

export const kind = (sentence: string, next: string, more: Partial<Omit<FaultKind, 'sentence' | 'next'>> = {}): FaultKind => ({
  sentence,
  next,
  status: 400,
  exit: 1,
  retry: false,
  ...more,
});
