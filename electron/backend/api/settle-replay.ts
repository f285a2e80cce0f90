import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fault, isFault } from '#shared/fault.ts';
import type { StoredRun } from '#backend/history/run-row.ts';
import type { Rooms } from './rooms.ts';
import { clearAway } from './settle-steps.ts';

/** Rows marked in one transaction. */
const MARKED_ROWS = 1000;

/** Where the rows of a replay stand while it is on. */
export const replayFile = ({ replayFolder }: Rooms, childId: string): string => join(replayFolder, `${childId}.csv`);

/**
 * Marks what became of the rows of a replay whose end is known: those that went in are loaded, those that were rejected again
 * are open, and where nothing went in all are fixed as before. Of no effect while its end is not known. Can be interrupted and
 * repeated at any point.
 */
export async function settleReplay(rooms: Rooms, parentId: string): Promise<void> {
  const { history, changes } = rooms;
  const { replays, runs } = history;
  const { sequence, replaying } = runs.getStored(parentId);
  if (replaying === null) return;
  const child = childOf(rooms, replaying);
  if (child?.state === 'running' || child?.state === 'unknown') return;
  const took = child !== null && (child.state === 'loaded' || child.state === 'loadedWithRejects');
  const next = (after: number): number | null =>
    took ? replays.mark(sequence, child.sequence, after, MARKED_ROWS) : replays.giveBack(sequence, after, MARKED_ROWS);
  for (let after = next(0); after !== null; after = next(after)) await setImmediate();
  replays.end(sequence, { tookRows: took });
  clearAway(rooms);
  await rm(replayFile(rooms, replaying), { force: true });
  changes.emit('runs');
}

/** The run, where no replay has its rows. Faults: run.unknown, replay.running. */
export async function demandUnsent(rooms: Rooms, runId: string): Promise<StoredRun> {
  const { runs } = rooms.history;
  // What a process that ended did not come to may be done by now.
  if (runs.getStored(runId).replaying !== null) await settleReplay(rooms, runId);
  const run = runs.getStored(runId);
  if (run.replaying !== null) throw fault('replay.running');
  return run;
}

/** Null: retention has taken it away. */
function childOf({ history }: Rooms, id: string): StoredRun | null {
  try {
    return history.runs.getStored(id);
  } catch (error) {
    if (isFault(error) && error.fault.code === 'run.unknown') return null;
    throw error;
  }
}
