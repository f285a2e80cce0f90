import { z } from 'zod';

/** How many rows are of a kind and in a state. */
export interface GroupCount {
  readonly kind: number;
  readonly state: number;
  readonly count: number;
}

/** A block of a run's rejects, in the order of their records, with how many rows of which group stand in it. */
export interface SurveyPart {
  /** Of the block. */
  readonly id: number;
  /** Its first and its last record. */
  readonly first: number;
  readonly last: number;
  /** Of the run's rejects when it was changed last. */
  readonly version: number;
  readonly groups: readonly GroupCount[];
}

export const groupsSchema = z.array(z.object({ kind: z.number(), state: z.number(), count: z.number() }));

export const rowsIn = (groups: readonly GroupCount[]): number => groups.reduce((total, { count }) => total + count, 0);
