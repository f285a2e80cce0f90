import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import type { Contract } from '#shared/contract/contract.ts';
import type { Fault } from '#shared/fault.ts';
import { servePorts, type ServedPort } from './serve-port.ts';
import { LIVE_JOB, newTestBackend, newTestLog, SECRET, type TestBackend, type TestLog } from './test-backend.ts';

interface Scene {
  readonly backend: TestBackend;
  readonly log: TestLog;
  readonly client: ContractRouterClient<Contract>;
  readonly port: MessagePort;
}

type MessagePort = InstanceType<typeof MessageChannel>['port1'];

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function openScene(): Scene {
  const log = newTestLog();
  const backend = newTestBackend({ log });
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  servePorts(backend)({
    on(event: 'message' | 'close', callback: (event: { readonly data: unknown }) => void) {
      port2.on(event, (data: unknown) => callback({ data }));
    },
    postMessage: (message) => port2.postMessage(message),
  } satisfies ServedPort);
  // Node's port fits the DOM's interface that oRPC asks for, but for the type of its events.
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: port1 as never }));
  port1.start();
  return { backend, log, client, port: port1 };
}

async function faultOf(call: Promise<unknown>): Promise<Fault> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ORPCError)) throw new Error(`not an oRPC error: ${String(error)}`);
  expect(error).toMatchObject({ code: 'FAULT', defined: true });
  return error.data as Fault;
}

test('a call is answered over a port', async () => {
  const { client } = openScene();
  expect(await client.app.info()).toMatchObject({ platform: 'test', host: 'headless' });
});

test('a fault arrives as it was thrown, without its cause', async () => {
  const { client } = openScene();
  const fault = await faultOf(client.jobs.cancel({ jobId: '7' }));
  expect(fault).toMatchObject({ code: 'job.unknown', sentence: 'There is no job 7.', status: 404 });
  expect(JSON.stringify(fault)).not.toContain('why');
});

test('an error that is no fault becomes internal, and is found in the log by its id', async () => {
  const { client, log } = openScene();
  const fault = await faultOf(client.connections.remove({ id: '1' }));
  expect(fault.code).toBe('internal');
  expect(JSON.stringify(fault)).not.toContain(SECRET);
  const line = log.lines.find(({ level }) => level === 'error');
  expect(line?.more).toEqual([expect.any(Error), { call: 'connections/remove', faultId: fault.id }]);
  expect(fault.next).toContain(fault.id);
});

test('input that does not fit is named by its place, without its value', async () => {
  const { client, log } = openScene();
  const input = { url: 7 } as unknown as { url: string };
  const fault = await faultOf(client.connections.parseUrl(input));
  expect(fault).toMatchObject({ code: 'call.invalid', status: 400 });
  expect(fault.sentence).toContain('url: ');
  expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
});

test('an answer that does not fit the contract leaves neither to the window nor to the log', async () => {
  const { client, log } = openScene();
  const fault = await faultOf(client.connections.list());
  expect(fault.code).toBe('internal');
  expect(JSON.stringify([fault, log.lines])).not.toContain(SECRET);
  expect(log.lines[0]?.message).toBe('An answer does not fit the contract.');
});

test('a call that is not there ends in a fault, not in silence', async () => {
  const { client } = openScene();
  expect((await faultOf(client.jobs.list())).sentence).toContain('there is no such call');
});

test('a stream sends its events in order and goes on after the last event id', async () => {
  const { backend, client } = openScene();
  backend.stepTo(6);
  const versions: number[] = [];
  for await (const { version } of await client.jobs.watch({ jobId: LIVE_JOB }, { lastEventId: '3' })) versions.push(version);
  expect(versions).toEqual([4, 5, 6]);
});

test('a stream that fails ends in its fault', async () => {
  const { client } = openScene();
  const stream = await client.jobs.watch({ jobId: 'other' });
  expect((await faultOf(stream.next())).code).toBe('job.unknown');
});

test('returning from a stream ends its handler', async () => {
  const { backend, client } = openScene();
  const stream = await client.app.changes();
  const first = stream.next();
  await vi.waitFor(() => {
    backend.change('runs');
    expect(backend.aborted).toEqual([]);
  });
  expect((await first).value).toEqual({ topic: 'runs' });
  await stream.return();
  await vi.waitFor(() => expect(backend.aborted).toEqual(['app.changes']));
});

test('aborting a call reaches its handler', async () => {
  const { backend, client } = openScene();
  const end = new AbortController();
  const call = client.runs.dismiss({ runId: '1' }, { signal: end.signal });
  await client.app.info();
  end.abort();
  await expect(call).rejects.toThrow('aborted');
  await vi.waitFor(() => expect(backend.aborted).toEqual(['runs.dismiss']));
});

test('a port that closes ends what was called over it', async () => {
  const { backend, client, port } = openScene();
  const call = client.runs.dismiss({ runId: '1' });
  call.catch(() => undefined);
  const stream = await client.app.changes();
  stream.next().catch(() => undefined);
  await client.app.info();
  port.close();
  await vi.waitFor(() => expect(backend.aborted.toSorted()).toEqual(['app.changes', 'runs.dismiss']));
});

test.each([
  ['text that is no JSON', `{"password":"${SECRET}"`],
  ['a number', 7],
  ['bytes', new Uint8Array([1, 2, 3])],
  ['an object of another shape', { i: '1', p: { u: 7 } }],
  ['null', null],
])('%s is dropped, logged without its content, and the next call works', async (_what, message) => {
  const { client, log, port } = openScene();
  port.postMessage(message);
  expect(await client.app.info()).toMatchObject({ platform: 'test' });
  await vi.waitFor(() => expect(log.lines.length).toBeGreaterThan(0));
  expect(JSON.stringify(log.lines)).not.toContain(SECRET);
});
