import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LIVE_JOB } from '../../electron/backend/transport/test-backend.ts';
import { resuming } from './call-context.ts';
import { Connection } from './connection.ts';
import { socketWires } from './socket-wires.ts';
import { openTestPage, type TestPage } from './test-page.ts';

let page: TestPage;
let connection: Connection;

beforeEach(async () => {
  page = await openTestPage();
  connection = new Connection(socketWires(page.url));
});
afterEach(async () => {
  connection.close();
  await page.close();
});

test('calls and streams go over the WebSocket of a real host', async () => {
  expect(await connection.client.app.info()).toMatchObject({ platform: 'test' });
  page.backend.stepTo(6);
  const versions: number[] = [];
  for await (const { version } of await connection.client.jobs.watch({ jobId: LIVE_JOB })) versions.push(version);
  expect(versions).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a host that goes is noticed, a call fails with a fault', async () => {
  await connection.client.app.info();
  await page.host.close();
  await vi.waitFor(() =>
    expect(connection.state()).toMatchObject({ state: 'lost', fault: { code: 'host.unreachable' } }),
  );
});

test('a host that was started anew has another token: the window is told so', async () => {
  await connection.client.app.info();
  await page.restart();
  await vi.waitFor(
    () => expect(connection.state()).toMatchObject({ state: 'lost', fault: { code: 'host.unauthorised' } }),
    5_000,
  );
});

test('a window without the cookie hears that it needs the token', async () => {
  await page.restart();
  const stranger = new Connection(socketWires(page.url));
  try {
    await vi.waitFor(
      () => expect(stranger.state()).toMatchObject({ state: 'connecting', fault: { code: 'host.unauthorised' } }),
      5_000,
    );
  } finally {
    stranger.close();
  }
});

test('a socket that was cut is opened again, and the stream goes on', async () => {
  const versions: number[] = [];
  const stream = await connection.client.jobs.watch({ jobId: LIVE_JOB }, { context: resuming });
  const reading = (async () => {
    for await (const { version } of stream) versions.push(version);
  })();
  page.backend.stepTo(3);
  await vi.waitFor(() => expect(versions).toEqual([1, 2, 3]));
  page.cutSockets();
  page.backend.stepTo(6);
  await reading;
  expect(versions).toEqual([1, 2, 3, 4, 5, 6]);
  expect(connection.state()).toEqual({ state: 'open', fault: null });
});
