import { Session } from '#backend/copy/session.ts';
import { BatchModes, type BatchRequest, orderItems } from './batch.ts';
import { runLoad } from './run-load.ts';
import type { RunOutcome } from './run-log.ts';
import { RunRecord } from './run-record.ts';

/**
 * Loads the files of a batch, parents first, each in a transaction of its own. A file that fails does not stop the others: the
 * rows of its children are judged by the parents that are there, and those that lack theirs are rejected. Resolves with
 * the outcomes in the order of the items; rejects with what a caller's `ended` throws.
 */
export async function loadBatch(
  request: BatchRequest,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RunOutcome[]> {
  const { login, items, dictionaryFor, options } = request;
  const outcomes: RunOutcome[] = [];
  const order = await orderOrFail(request, signal);
  const modes = new BatchModes(options.mode);
  for (const index of Array.isArray(order) ? order : items.keys()) {
    const entry = items[index];
    if (entry === undefined) continue;
    entry.started();
    const { item, run, progress } = entry;
    const outcome = Array.isArray(order)
      ? await runLoad(
          { login, item, dictionaryFor, options: { ...options, mode: modes.modeFor(item.target) }, run, progress },
          { signal },
        )
      : order.failed();
    modes.note(item.target, outcome);
    outcomes[index] = outcome;
    entry.ended(outcome);
  }
  return outcomes;
}

/** The order of the items; where the server cannot be asked for it, how each of them ends. */
async function orderOrFail(
  request: BatchRequest,
  signal: AbortSignal | undefined,
): Promise<number[] | { readonly failed: () => RunOutcome }> {
  let session: Session | undefined;
  try {
    session = await Session.open(request.login, () => {}, { signal });
    return await orderItems(session, request);
  } catch (error) {
    return { failed: () => new RunRecord(() => {}).fail(error, request.login, signal) };
  } finally {
    await session?.close();
  }
}
