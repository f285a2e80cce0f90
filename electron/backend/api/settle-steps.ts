import { fault } from '#shared/fault.ts';
import type { Rooms } from './rooms.ts';

/**
 * Puts back what steps on rejects have done that ended in their middle, with the process that did them: a step is wholly done, or not
 * at all. Steps that are being done are let be.
 * @param run number of a run; null: of all runs
 */
export async function settleSteps({ history: { fixes }, changes }: Rooms, run: number | null): Promise<void> {
  for (const step of fixes.halfDone(run)) {
    if (step.isInHand) continue;
    await fixes.putBack(step);
    changes.emit('rejects');
  }
}

/** Settles the steps of a run, where nobody is in the middle of one. Faults: rejects.busy. */
export async function demandSettled(rooms: Rooms, run: number): Promise<void> {
  await settleSteps(rooms, run);
  if (rooms.history.fixes.halfDone(run).length > 0) throw fault('rejects.busy');
}

/** Begins to clear away steps that nobody can get back to, and does not wait for it. */
export function clearAway({ history: { goneSteps }, log }: Rooms): void {
  goneSteps.clear().catch((error: unknown) => log.error('Old steps could not be cleared away.', error));
}
