import { createORPCClient, mapEventIterator } from '@orpc/client';
import { LinkMessagePortClient } from '@orpc/client/message-port';
import { ClientRetryPlugin } from '@orpc/client/plugins';
import { StandardRPCLink, type StandardLinkClient } from '@orpc/client/standard';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#shared/contract/contract.ts';
import { fault, FaultError, type Fault } from '#shared/fault.ts';
import type { CallContext } from './call-context.ts';
import type { OpenWires, Wire } from './wire.ts';

/** Every call of the contract as a function. Errors: see `faultOf`. */
export type Client = ContractRouterClient<Contract, CallContext>;

/** connecting: not open yet; lost: it was open, and is being opened again. `fault` says why, where that is known. */
export interface ConnectionState {
  readonly state: 'connecting' | 'open' | 'lost';
  readonly fault: Fault | null;
}

/** How long a call waits for a connection before it ends in host.unreachable. */
const PATIENCE_MS = 4_000;

type Sender = StandardLinkClient<CallContext>;

/** One wire with oRPC's client on it; `end` makes every call on it fail with the fault. */
interface Live {
  readonly sender: Sender;
  readonly end: (why: Fault) => void;
}

const isEvents = (body: unknown): body is AsyncIterator<unknown, unknown, unknown> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'next' in body;

function goLive(wire: Wire): Live {
  let endedBy: Fault | null = null;
  let closePeer = (): void => undefined;
  // oRPC's client says of a wire that ended only that a queue of its own is closed.
  const reasonOf = (error: unknown): unknown => (endedBy === null ? error : new FaultError(endedBy, { cause: error }));
  const withReason = (body: unknown): unknown =>
    isEvents(body)
      ? mapEventIterator(body, {
          value: (event) => Promise.resolve(event),
          error: (error) => Promise.resolve(reasonOf(error)),
        })
      : body;
  const peer = new LinkMessagePortClient<CallContext>({
    port: {
      on(event: string, callback: (event?: { data: unknown }) => void) {
        if (event === 'message') wire.onMessage((data) => callback({ data }));
        else closePeer = () => callback();
      },
      postMessage: (message: string | ArrayBuffer | Uint8Array) => wire.send(message),
    },
  });
  return {
    sender: {
      async call(...request) {
        try {
          const response = await peer.call(...request);
          return { ...response, body: async () => withReason(await response.body()) };
        } catch (error) {
          throw reasonOf(error);
        }
      },
    },
    end(why) {
      endedBy = why;
      closePeer();
    },
  };
}

/**
 * The connection of this window to the backend. It opens itself again when it is lost: calls made meanwhile wait 4 s for
 * it, calls that were on their way fail, and streams called with `resuming` go on where they were. Whoever makes one
 * closes it.
 */
export class Connection {
  readonly client: Client;
  #state: ConnectionState = { state: 'connecting', fault: null };
  #live: Live | null = null;
  readonly #subscribers = new Set<() => void>();
  readonly #waiting = new Set<(live: Live) => void>();
  readonly #stop: () => void;

  constructor(openWires: OpenWires) {
    const sender: Sender = {
      call: async (request, ...rest) => (await this.#whenLive(request.signal)).sender.call(request, ...rest),
    };
    const link = new StandardRPCLink<CallContext>(sender, { url: 'http://orpc', plugins: [new ClientRetryPlugin()] });
    this.client = createORPCClient<Client>(link);
    this.#stop = openWires({
      opened: (wire) => this.#opened(wire),
      lost: (why) => this.#lost(why),
    });
  }

  /** The state now; the same object as long as nothing changes. */
  readonly state = (): ConnectionState => this.#state;

  /** Calls back after each change of the state; returns what ends that. */
  readonly subscribe = (callback: () => void): (() => void) => {
    this.#subscribers.add(callback);
    return () => this.#subscribers.delete(callback);
  };

  /** Ends the connection and every call on it. */
  close(): void {
    this.#stop();
    this.#lost(fault('host.unreachable').fault);
  }

  #opened(wire: Wire): void {
    this.#live?.end(fault('host.backendGone').fault);
    const live = goLive(wire);
    this.#live = live;
    for (const resolve of this.#waiting) resolve(live);
    this.#become({ state: 'open', fault: null });
  }

  #lost(why: Fault): void {
    const live = this.#live;
    this.#live = null;
    live?.end(why);
    this.#become({ state: live === null ? this.#state.state : 'lost', fault: why });
  }

  #become(next: ConnectionState): void {
    if (next.state === this.#state.state && next.fault?.code === this.#state.fault?.code) return;
    this.#state = next;
    for (const callback of this.#subscribers) callback();
  }

  /** Waits until there is a live wire. Faults: host.unreachable, or why there is none. */
  #whenLive(signal: AbortSignal | undefined): Promise<Live> {
    if (this.#live !== null) return Promise.resolve(this.#live);
    const abortError = (): Error =>
      signal?.reason instanceof Error ? signal.reason : new DOMException('The call was aborted.', 'AbortError');
    if (signal?.aborted === true) return Promise.reject(abortError());
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#waiting.delete(opened);
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
      };
      const opened = (live: Live): void => {
        settle();
        resolve(live);
      };
      const aborted = (): void => {
        settle();
        reject(abortError());
      };
      const timer = setTimeout(() => {
        settle();
        reject(new FaultError(this.#state.fault ?? fault('host.unreachable').fault));
      }, PATIENCE_MS);
      this.#waiting.add(opened);
      signal?.addEventListener('abort', aborted, { once: true });
    });
  }
}
