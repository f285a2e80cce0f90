import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { TestPort } from './test-port.ts';

// The utilityProcess of the double, in a thread: gives the backend's entry what Electron would give it.

interface Sent {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

const main = parentPort;
if (main === null) throw new Error('This file runs in a worker thread.');

Object.assign(process, {
  parentPort: {
    on: (_event: 'message', callback: (event: { data: unknown; ports: TestPort[] }) => void) =>
      main.on('message', ({ data, ports }: Sent) => callback({ data, ports: ports.map((port) => new TestPort(port)) })),
    postMessage: (message: unknown) => main.postMessage(message),
  },
});
await import((workerData as { readonly entry: string }).entry);
