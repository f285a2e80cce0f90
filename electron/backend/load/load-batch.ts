import { Session } from '#backend/copy/session.ts';
import { BatchModes, type BatchPlan, type BatchRequest, planBatch } from './batch.ts';
import { loadTogether } from './load-together.ts';
import { runLoad } from './run-load.ts';
import type { RunOutcome } from './run-log.ts';
import { RunRecord } from './run-record.ts';

interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads the files of a batch, parents first, in one transaction each or in one for all, as the options say. Resolves with the
 * outcomes in the order of the items; rejects with what a caller's `ended` throws.
 */
export async function loadBatch(request: BatchRequest, { signal }: Waiting = {}): Promise<RunOutcome[]> {
  const plan = await planOrFail(request, { signal });
  if ('failed' in plan) {
    return request.items.map(({ started, ended }) => {
      started();
      const outcome = plan.failed();
      ended(outcome);
      return outcome;
    });
  }
  return request.options.transaction === 'batch'
    ? loadTogether(request, plan, { signal })
    : loadEach(request, plan, { signal });
}

/**
 * Each in a transaction of its own. A file that fails does not stop the others: the rows of its children are judged by the
 * parents that are there, and those that lack theirs are rejected.
 */
async function loadEach(
  { login, items, dictionaryFor, options }: BatchRequest,
  { order, rejectedParents }: BatchPlan,
  { signal }: Waiting,
): Promise<RunOutcome[]> {
  const outcomes: RunOutcome[] = [];
  const modes = new BatchModes(options.mode);
  for (const index of order) {
    const entry = items[index];
    if (entry === undefined) continue;
    entry.started();
    const { item, run, progress, ask } = entry;
    const outcome = await runLoad(
      {
        login,
        item,
        dictionaryFor,
        options: { ...options, mode: modes.modeFor(item.target) },
        run,
        progress,
        ask,
        file: rejectedParents.begin(item.name),
      },
      { signal },
    );
    modes.note(item.target, outcome);
    outcomes[index] = outcome;
    entry.ended(outcome);
  }
  return outcomes;
}

/** Where the server cannot be asked, how each of the items ends. */
async function planOrFail(
  request: BatchRequest,
  { signal }: Waiting,
): Promise<BatchPlan | { readonly failed: () => RunOutcome }> {
  let session: Session | undefined;
  try {
    session = await Session.open(request.login, () => {}, { signal });
    return await planBatch(session, request);
  } catch (error) {
    return { failed: () => new RunRecord(() => {}).fail(error, request.login, signal) };
  } finally {
    await session?.close();
  }
}
