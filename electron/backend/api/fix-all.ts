import type { Watch } from '#backend/history/watch.ts';
import type { FixOutcome, RejectFilter } from '#shared/contract/rejects.ts';
import { ClaimedKeys } from '#backend/load/claimed-keys.ts';
import type { RowFix } from '#shared/row-fix.ts';
import { showAmount } from '#shared/units.ts';
import { applyRowFix, wordsOf } from './apply-row-fix.ts';
import { fieldsOf, fixOf, typedTargetOf, type Draft, type RejectJudge } from './reject-judge.ts';
import type { Rooms } from './rooms.ts';
import { demandUnsent } from './settle-replay.ts';
import { clearAway, demandSettled } from './settle-steps.ts';

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
 * @param watch told how many rows were looked at
 * Faults: fix.invalid, replay.running, rejects.busy, and those of judging.
 */
export async function fixAll(
  rooms: Rooms,
  judge: RejectJudge,
  { filter, fix, apply }: FixRequest,
  { progress, signal }: Watch,
): Promise<FixOutcome> {
  const { rejects, fixes } = rooms.history;
  const run = await demandUnsent(rooms, filter.runId);
  typedTargetOf(rooms.history, run);
  if (apply) await demandSettled(rooms, run.sequence);
  const of = await rejects.count(filter, signal);
  const claimed = new ClaimedKeys();
  const step = apply ? fixes.begin(run.sequence) : null;
  const outcome = { rows: 0, change: 0, pass: 0, samples: [] as FixOutcome['samples'] };
  try {
    for await (const page of rejects.pages(filter, signal)) {
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
      progress(outcome.rows, of);
      signal.throwIfAborted();
    }
  } catch (error) {
    if (step !== null) await fixes.abandon(run.sequence, step);
    throw error;
  }
  if (step !== null) {
    fixes.end(run.sequence, step, `${wordsOf(fix)} in ${showAmount(outcome.change, 'row')}`);
    clearAway(rooms);
  }
  return outcome;
}
