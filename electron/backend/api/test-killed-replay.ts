import { createRouterClient } from '@orpc/server';
import { ReplayStore } from '#backend/history/replay-store.ts';
import { RunStore } from '#backend/history/run-store.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { createBackend } from '../backend.ts';

/**
 * A process that is killed in the middle of a replay.
 * Arguments: the data folder, the connection's id, its password, the run, and the moment: `committed`, between COMMIT and the
 * note that it took place, or `marking`, between that note and the marking of the rows.
 */
const [dataFolder = '', connectionId = '', password = '', runId = '', moment = ''] = process.argv.slice(2);

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
};
if (moment === 'marking') ReplayStore.prototype.mark = die;
else {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
  const { change } = RunStore.prototype;
  RunStore.prototype.change = function (id, some) {
    if (some.state === 'loaded' || some.state === 'loadedWithRejects') die();
    change.call(this, id, some);
  };
}

const backend = createBackend({
  dataFolder,
  host: 'electron',
  version: '1.2.3',
  secrets: sessionSecrets,
  allowPaths: true,
  door: 'import',
});
const call = createRouterClient(backend.router);
await call.connections.open({ id: connectionId, password });
const { jobId } = await call.rejects.replay({ runId });
for await (const job of await call.jobs.watch({ jobId }))
  process.stdout.write(`${job.state} ${job.fault?.sentence ?? ''}\n`);
