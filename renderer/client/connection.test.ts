import { afterEach, expect, test, vi } from 'vitest';
import type { Fault } from '#shared/fault.ts';
import { LAST_VERSION, LIVE_JOB } from '../../electron/backend/transport/test-backend.ts';
import { resuming } from './call-context.ts';
import { faultOf } from './fault-of.ts';
import { openTestConnection, type TestConnection } from './test-connection.ts';

const open: TestConnection[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const scene of open.splice(0)) scene.close();
});

function openScene(options: { readonly joined?: boolean } = {}): TestConnection {
  const scene = openTestConnection(options);
  open.push(scene);
  return scene;
}

const faultIn = (call: Promise<unknown>): Promise<Fault> =>
  call.then(() => Promise.reject(new Error('The call succeeded.')), faultOf);

test('a call made before there is a connection waits for it', async () => {
  const { connection, join } = openScene({ joined: false });
  expect(connection.state()).toEqual({ state: 'connecting', fault: null });
  const info = connection.client.app.info();
  join();
  expect(await info).toMatchObject({ platform: 'test' });
  expect(connection.state()).toEqual({ state: 'open', fault: null });
});

test('a call that finds no connection for 4 s ends in a fault', async () => {
  vi.useFakeTimers();
  const { connection } = openScene({ joined: false });
  const fault = faultIn(connection.client.app.info());
  await vi.advanceTimersByTimeAsync(4_000);
  expect(await fault).toMatchObject({ code: 'host.unreachable', retry: true });
});

test('a call that waits can be aborted', async () => {
  const { connection } = openScene({ joined: false });
  const end = new AbortController();
  const call = connection.client.app.info(undefined, { signal: end.signal });
  end.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});

test('a call that was on its way when the connection is lost fails, and is not sent again', async () => {
  const { connection, backend, cut, join } = openScene();
  const call = connection.client.runs.dismiss({ runId: '1' });
  const fault = faultIn(call);
  await connection.client.app.info();
  cut();
  expect(await fault).toMatchObject({ code: 'host.backendGone' });
  expect(connection.state()).toMatchObject({ state: 'lost', fault: { code: 'host.backendGone' } });
  await vi.waitFor(() => expect(backend.aborted).toEqual(['runs.dismiss']));
  join();
  await connection.client.app.info();
  expect(backend.aborted).toEqual(['runs.dismiss']);
});

test('a call made while the connection is lost is answered over the next one', async () => {
  const { connection, cut, join } = openScene();
  await connection.client.app.info();
  cut();
  const info = connection.client.app.info();
  join();
  expect(await info).toMatchObject({ platform: 'test' });
});

test('a stream goes on after each loss with the next event: none is missing, none comes twice', async () => {
  const { connection, backend, cut, join } = openScene();
  const versions: number[] = [];
  const stream = await connection.client.jobs.watch({ jobId: LIVE_JOB }, { context: resuming });
  const reading = (async () => {
    for await (const { version } of stream) versions.push(version);
  })();
  for (let version = 1; version <= LAST_VERSION; version += 1) {
    backend.stepTo(version);
    await vi.waitFor(() => expect(versions).toHaveLength(version));
    if (version < LAST_VERSION) {
      cut();
      join();
    }
  }
  await reading;
  expect(versions).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a stream that is not to be resumed ends with the connection', async () => {
  const { connection, cut } = openScene();
  const stream = await connection.client.app.changes();
  const next = faultIn(stream.next());
  cut();
  expect(await next).toMatchObject({ code: 'host.backendGone' });
});

test('a stream ends in its fault and is not asked for again', async () => {
  const { connection } = openScene();
  const stream = await connection.client.jobs.watch({ jobId: 'other' }, { context: resuming });
  expect(await faultIn(stream.next())).toMatchObject({ code: 'job.unknown' });
});

test('a stream that is aborted while it waits for a connection ends', async () => {
  const { connection, cut } = openScene();
  const end = new AbortController();
  const stream = await connection.client.app.changes(undefined, { signal: end.signal, context: resuming });
  const next = faultIn(stream.next());
  cut();
  end.abort();
  expect(await next).toMatchObject({ code: 'host.backendGone' });
});

test('subscribers hear each change of the state once, until they leave', () => {
  const { connection, cut, join } = openScene({ joined: false });
  const heard: string[] = [];
  const leave = connection.subscribe(() => heard.push(connection.state().state));
  join();
  cut();
  cut();
  join();
  leave();
  cut();
  expect(heard).toEqual(['open', 'lost', 'open']);
});

test('a fault of the backend arrives whole, anything else becomes internal', async () => {
  const { connection } = openScene();
  expect(await faultIn(connection.client.jobs.cancel({ jobId: '7' }))).toMatchObject({
    code: 'job.unknown',
    sentence: 'There is no job 7.',
    status: 404,
  });
  expect(faultOf(new Error('what'))).toMatchObject({ code: 'internal', status: 500 });
});
