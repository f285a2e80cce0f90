import type { TableKeySets, WhyMissing } from '#backend/check/key-check.ts';
import type { KeySet } from '#backend/check/key-set.ts';
import type { Session } from '#backend/copy/session.ts';
import type { Source } from '#backend/source/open-source.ts';
import type { LoadPlan } from './plan-load.ts';
import type { AskBeyondLimit, RejectLimit } from './reject-limit.ts';
import type { Relations } from './relations.ts';
import type { LoadProgress, RejectSink } from './run-log.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Tally } from './tally.ts';

/** One attempt to judge a file and to put its rows into a table, within one transaction. */
export interface Attempt {
  readonly session: Session;
  readonly source: Source;
  readonly plan: LoadPlan;
  readonly limit: RejectLimit;
  /** Null: nobody can be asked. */
  readonly ask: AskBeyondLimit | null;
  readonly whyMissing: WhyMissing;
  readonly relations: Relations;
  /** One a reference of the plan; null: the server judges. */
  readonly parentSets: readonly (KeySet | null)[];
  /** The same for references that only warn, where the direct path is tried; else none. */
  readonly warnedSets?: readonly (KeySet | null)[];
  /** One a key of the plan, on the staged path: what rows of earlier slices have claimed; else none. */
  readonly claimedSets?: readonly KeySet[];
  /** The keys of the target, where they are held in memory. */
  readonly tableKeys?: TableKeySets;
  readonly rejects: RejectSink;
  readonly tally: Tally;
  readonly stopwatch: Stopwatch;
  /** Tells how far it is, if it is time to. */
  readonly report: (state: LoadProgress['state']) => void;
  readonly signal: AbortSignal | undefined;
  /** Whether it is to learn what the values of each column are: a check is. */
  readonly profiled?: boolean;
  /** Number of the stage in its session. */
  readonly stageNumber: number;
}
