import { act, configure, render, within, type RenderResult } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { fault } from '#shared/fault.ts';
import type { AppCommand, WindowBridge } from '#shared/window-bridge.ts';
import { ClientProvider } from '../client/client-provider.tsx';
import { Connection } from '../client/connection.ts';
import type { WireListener } from '../client/wire.ts';
import { servePorts } from '../../electron/backend/transport/serve-port.ts';
import { App } from './app.tsx';
import type { SceneBackend } from './test-backend.ts';

/** The whole window over real MessagePorts, with a person before it. */
export interface TestWindow {
  readonly view: RenderResult;
  readonly user: UserEvent;
  /** Chooses in the list that is open. */
  readonly choose: (name: string | RegExp) => Promise<void>;
  /** Drops files with these names on the window. */
  readonly drop: (...names: string[]) => void;
  /** Kills the backend's port, as the death of its process does, and starts `next` in its place. */
  readonly restart: (next: SceneBackend) => Promise<void>;
  /** Chooses a command in the menu of the system. */
  readonly command: (command: AppCommand) => void;
  /** Paths that the dialogs answered with. */
  readonly saved: string[];
  readonly close: () => void;
}

function newBridge(
  picked: readonly string[],
  saved: string[],
  hear: (callback: (command: AppCommand) => void) => void,
) {
  const bridge: WindowBridge<File> = {
    platform: 'linux',
    connect: () => undefined,
    onBackend: () => () => undefined,
    onCommand(callback) {
      hear(callback);
      return () => undefined;
    },
    pathOf: (file) => `/drop/${file.name}`,
    pick: () => Promise.resolve(picked),
    chooseSavePath(name) {
      saved.push(name);
      return Promise.resolve(`/home/ana/${name}`);
    },
    reveal: () => Promise.resolve(),
  };
  Object.defineProperty(window, 'sluice', { value: bridge, configurable: true });
}

/** Opens the window of the app on a backend, at an address. `picked`: paths that the dialog for files answers with. */
export function openWindow(
  backend: SceneBackend,
  { hash = '', picked = [], narrow = false }: { hash?: string; picked?: readonly string[]; narrow?: boolean } = {},
): TestWindow {
  // A whole window on two busy cores: a second is not always enough, and looking whether each node can be seen takes most
  // of it.
  configure({ asyncUtilTimeout: 30_000, defaultHidden: true });
  window.location.hash = hash;
  Object.defineProperty(window, 'matchMedia', {
    value: (query: string) => ({
      matches: narrow && query.includes('max-width'),
      media: query,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }),
    configurable: true,
  });
  // jsdom lays nothing out and so scrolls nothing.
  Element.prototype.scrollTo = () => undefined;
  const saved: string[] = [];
  const hearers: ((command: AppCommand) => void)[] = [];
  newBridge(picked, saved, (callback) => void hearers.push(callback));
  const ports: MessagePort[] = [];
  let listener: WireListener | null = null;
  const join = (to: SceneBackend): void => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    servePorts(to)({
      on(event: 'message' | 'close', callback: (event: { readonly data: unknown }) => void) {
        port2.addEventListener(event, (heard) => callback(heard as MessageEvent<unknown>));
        port2.start();
      },
      postMessage: (message) => port2.postMessage(message),
    });
    listener?.opened({
      send: (message) => port1.postMessage(message),
      onMessage(callback) {
        port1.addEventListener('message', (event: MessageEvent<unknown>) => callback(event.data));
        port1.start();
      },
    });
  };
  const connection = new Connection((given) => {
    listener = given;
    return () => (listener = null);
  });
  join(backend);
  const view = render(
    <ClientProvider connection={connection}>
      <App />
    </ClientProvider>,
  );
  const user = userEvent.setup();
  return {
    view,
    user,
    async choose(name) {
      const list = await view.findByRole('listbox');
      await user.click(within(list).getByRole('option', { name }));
    },
    saved,
    drop(...names) {
      const files = names.map((name) => new File(['x'], name));
      const event = Object.assign(new Event('drop', { bubbles: true, cancelable: true }), {
        dataTransfer: { types: ['Files'], files, items: files.map(() => ({ kind: 'file' })) },
      });
      window.dispatchEvent(event);
    },
    async restart(next) {
      for (const port of ports.splice(0)) port.close();
      await act(async () => {
        listener?.lost(fault('host.backendGone').fault);
        // A process takes its time to start; calls that were on their way have failed by then.
        await new Promise((resolve) => {
          setTimeout(resolve);
        });
      });
      await act(() => Promise.resolve(join(next)));
    },
    command(command) {
      for (const hear of hearers) hear(command);
    },
    close() {
      view.unmount();
      connection.close();
      for (const port of ports.splice(0)) port.close();
      window.location.hash = '';
    },
  };
}
