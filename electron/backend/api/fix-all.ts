import { setImmediate } from 'node:timers/promises';
import type { FixOutcome, RejectFilter } from '#shared/contract/rejects.ts';
import { ClaimedKeys } from '#backend/load/claimed-keys.ts';
import type { RowFix } from '#shared/row-fix.ts';
import { showAmount } from '#shared/units.ts';
import { applyRowFix, wordsOf } from './apply-row-fix.ts';
import { fieldsOf, fixOf, typedTargetOf, type Draft, type RejectJudge } from './reject-judge.ts';
import type { Rooms } from './rooms.ts';
import { demandUnsent } from './settle-replay.ts';

/** Rows that are judged together. */
const SLICE_ROWS = 1000;
const SAMPLES_MAX = 5;

export interface FixRequest {
  readonly filter: RejectFilter;
  readonly fix: RowFix;
  readonly apply: boolean;
}

/**
 * Does one thing to all rows that fit a filter, slice by slice, or says what it would do. Rows are judged among those of their
 * slice, and by the keys of those that passed before it; a reference to a row of another slice is not seen. Should it be stopped,
 * nothing stays of it.
 * @param progress told how many rows were looked at
 * Faults: fix.invalid, replay.running, and those of judging.
 */
export async function fixAll(
  rooms: Rooms,
  judge: RejectJudge,
  { filter, fix, apply }: FixRequest,
  { progress, signal }: { readonly progress: (rows: number) => void; readonly signal: AbortSignal },
): Promise<FixOutcome> {
  const { rejects, fixes } = rooms.history;
  const run = await demandUnsent(rooms, filter.runId);
  typedTargetOf(rooms.history, run);
  const claimed = new ClaimedKeys();
  const step = apply ? fixes.begin(run.sequence, wordsOf(fix)) : null;
  const outcome = { rows: 0, change: 0, pass: 0, samples: [] as FixOutcome['samples'] };
  try {
    for (let after = 0; ; await setImmediate()) {
      signal.throwIfAborted();
      const page = rejects.next(filter, after, SLICE_ROWS);
      after = page.at(-1)?.record ?? after;
      const open = page.filter(({ state }) => state !== 'aside' && state !== 'loaded');
      const drafts = open.flatMap((reject): (Draft & { readonly before: Draft['fields'] })[] => {
        const before = fieldsOf(reject, run);
        const fields = applyRowFix(fix, before, run.fieldColumns);
        return fields === before && fix.kind !== 'again' ? [] : [{ reject, fields, before }];
      });
      const verdicts = await judge.judge(run, drafts, claimed);
      outcome.rows += open.length;
      outcome.change += drafts.length;
      outcome.pass += verdicts.filter(({ errors }) => errors.length === 0).length;
      for (const [index, { reject, before, fields }] of drafts
        .slice(0, SAMPLES_MAX - outcome.samples.length)
        .entries()) {
        outcome.samples.push({
          record: reject.record,
          before,
          after: fields,
          errors: [...(verdicts[index]?.errors ?? [])],
        });
      }
      if (step !== null) {
        const changes = verdicts.map((verdict, index) => {
          const fields = drafts[index]?.fields ?? [];
          return { record: verdict.record, fix: fixOf(verdict, fields), aside: false };
        });
        fixes.change(run.sequence, step, changes);
      }
      progress(outcome.rows);
      if (page.length < SLICE_ROWS) break;
    }
  } catch (error) {
    if (step !== null) await fixes.abandon(run.sequence, step);
    throw error;
  }
  if (step !== null) fixes.end(step, `${wordsOf(fix)} in ${showAmount(outcome.change, 'row')}`);
  return outcome;
}
