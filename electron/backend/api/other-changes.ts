import type { History } from '#backend/history/open-history.ts';
import type { Jobs } from '#backend/job/jobs.ts';
import { isEnded } from '#shared/job.ts';
import type { Changes } from './changes.ts';

/** How late a window may hear of what another process did. */
const LOOK_MS = 1000;

interface OtherChanges {
  readonly history: History;
  readonly jobs: Jobs;
  readonly changes: Changes;
}

/**
 * Tells windows what other processes write into the history: a load from the command line, a second window's host. SQLite has no
 * way to be told, so its `data_version` is looked at (SQLite manual, PRAGMA data_version), which reads a counter in shared memory
 * and changes with commits of other connections alone. Threads of this process have such connections too, and the jobs they work
 * for tell their changes themselves: while one is on, others wait until it ends.
 * @returns ends it
 */
export function tellOtherChanges({ history, jobs, changes }: OtherChanges): () => void {
  let seen = history.version();
  let dictionaries = history.dictionaries.print();
  const look = (): void => {
    if (!changes.isWatched || !jobs.list().every(({ state }) => isEnded(state))) return;
    const version = history.version();
    if (version === seen) return;
    seen = version;
    for (const topic of ['runs', 'backups', 'schedules', 'connections', 'settings'] as const) changes.emit(topic);
    // A change of these has previews read anew, which takes time: told only where there is one.
    const print = history.dictionaries.print();
    if (print === dictionaries) return;
    dictionaries = print;
    changes.emit('dictionaries');
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch {
      // Whoever asks for something next is told what is wrong with the history.
    }
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
