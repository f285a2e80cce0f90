import { createRouterClient } from '@orpc/server';
import { StateChanges } from '#backend/history/state-changes.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { createBackend } from '../backend.ts';

/**
 * A process that is killed in the middle of a step on many rejects, after a part of its rows.
 * Arguments: the data folder, the run, and what it does: `setAside` all, or `undo`.
 */
const [dataFolder = '', runId = '', act = ''] = process.argv.slice(2);

// oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
const { keep } = StateChanges.prototype;
let slices = 0;
StateChanges.prototype.keep = function () {
  slices += 1;
  if (slices === 3) process.kill(process.pid, 'SIGKILL');
  keep.call(this);
};

const backend = createBackend({
  dataFolder,
  host: 'electron',
  version: '1.2.3',
  secrets: sessionSecrets,
  allowPaths: true,
  door: 'import',
  answerMs: 60_000,
});
const { rejects } = createRouterClient(backend.router);
await (act === 'undo' ? rejects.undo({ runId }) : rejects.setAside({ runId, aside: true }));
