import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';

/** Electron's MessagePortMain over a port of Node: its events carry `data`, and nothing arrives before `start`. */
export class TestPort extends EventEmitter {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
  }

  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    this.#port.on('close', () => this.emit('close'));
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  close(): void {
    this.#port.close();
  }
  /** The port itself, to be transferred. */
  release(): MessagePort {
    return this.#port;
  }
}
