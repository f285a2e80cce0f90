import type { RejectFix } from '#shared/reject.ts';
import { ASIDE, FIXED, OPEN } from './reject-state.ts';

/** What is to become of a row. */
export interface RowChange {
  readonly record: number;
  /** Null: as it came. */
  readonly fix: RejectFix | null;
  readonly aside: boolean;
}

/** The state that a row is in then. */
export const stateOf = ({ fix, aside }: RowChange): number =>
  aside ? ASIDE : fix !== null && fix.errors.length === 0 ? FIXED : OPEN;
