import { afterEach, expect, test, vi } from 'vitest';
import { fault } from '#shared/fault.ts';
import { PORT_MESSAGE, type BackendNews, type WindowBridge } from '#shared/window-bridge.ts';
import { servePorts } from '../../electron/backend/transport/serve-port.ts';
import { newTestBackend } from '../../electron/backend/transport/test-backend.ts';
import { Connection } from './connection.ts';
import { portWires } from './port-wires.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A page whose preload hands it ports, as Electron's does. */
function openScene() {
  const servePort = servePorts(newTestBackend());
  let tell: (news: BackendNews) => void = () => undefined;
  let asked = 0;
  let heard = 0;
  const hand = (source: unknown = window, type: string = PORT_MESSAGE): void => {
    const { port1, port2 } = new MessageChannel();
    open.push(() => port1.close());
    servePort({
      on(event: 'message' | 'close', callback: (event: { readonly data: unknown }) => void) {
        port2.addEventListener(event, (message) => callback(message as MessageEvent<unknown>));
        port2.start();
      },
      postMessage: (message) => port2.postMessage(message),
    });
    port2.addEventListener('message', () => (heard += 1));
    window.dispatchEvent(new MessageEvent('message', { data: { type }, source: source as Window, ports: [port1] }));
  };
  const bridge: Pick<WindowBridge<File>, 'connect' | 'onBackend'> = {
    connect: () => (asked += 1),
    onBackend(callback) {
      tell = callback;
      return () => (tell = () => undefined);
    },
  };
  const connection = new Connection(portWires(bridge as WindowBridge<File>));
  open.push(() => connection.close());
  return { connection, hand, tell: (news: BackendNews) => tell(news), asked: () => asked, heard: () => heard };
}

test('the window asks for a port once it listens, and calls go over it', async () => {
  const { connection, hand, asked } = openScene();
  expect(asked()).toBe(1);
  hand();
  expect(await connection.client.app.info()).toMatchObject({ platform: 'test' });
  expect(connection.state().state).toBe('open');
});

test('a backend that is lost fails what was on its way, and the next port takes over', async () => {
  const { connection, hand, tell } = openScene();
  hand();
  const call = connection.client.runs.dismiss({ runId: '1' }).catch((error: unknown) => error);
  await connection.client.app.info();
  tell({ state: 'lost' });
  expect(await call).toMatchObject({ fault: { code: 'host.backendGone' } });
  expect(connection.state().state).toBe('lost');
  hand();
  expect(await connection.client.app.info()).toMatchObject({ platform: 'test' });
});

test('a backend that does not start is told with its own fault', async () => {
  const { connection, tell } = openScene();
  tell({ state: 'failed', fault: fault('history.newer').fault });
  expect(connection.state()).toMatchObject({ state: 'connecting', fault: { code: 'history.newer' } });
});

test('a port from a frame, an opener or of another kind is not taken', async () => {
  const { connection, hand, heard } = openScene();
  hand(null);
  hand(window, 'other');
  expect(connection.state().state).toBe('connecting');
  const end = new AbortController();
  connection.client.app.info(undefined, { signal: end.signal }).catch(() => undefined);
  await vi.waitFor(() => expect(connection.state().state).toBe('connecting'));
  end.abort();
  expect(heard()).toBe(0);
});
