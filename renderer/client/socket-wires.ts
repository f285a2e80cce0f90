import { fault } from '#shared/fault.ts';
import type { OpenWires, Wire } from './wire.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

function wireOf(socket: WebSocket): Wire {
  return {
    send: (message) => socket.send(message as string | ArrayBuffer),
    onMessage(callback) {
      socket.addEventListener('message', (event: MessageEvent<unknown>) => callback(event.data));
    },
  };
}

/** Whether the host answers, but not to this window: it was started anew and has another token. */
async function isLockedOut(base: URL): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/alive', base), { cache: 'no-store' });
    return answer.status === 401;
  } catch {
    return false;
  }
}

/**
 * Wires over WebSockets to the headless host. A lost one is opened again after 0.1 s, then 0.2 s … 2 s; at once when the
 * window comes back into sight.
 * @param base address of the page
 */
export const socketWires =
  (base: URL): OpenWires =>
  (listener) => {
    const address = new URL('/rpc', base);
    address.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let delayMs = FIRST_DELAY_MS;
    let ended = false;

    const open = (): void => {
      clearTimeout(timer);
      timer = undefined;
      const opening = new WebSocket(address);
      opening.binaryType = 'arraybuffer';
      socket = opening;
      opening.addEventListener('open', () => {
        delayMs = FIRST_DELAY_MS;
        listener.opened(wireOf(opening));
      });
      opening.addEventListener('close', () => {
        if (ended) return;
        listener.lost(fault('host.unreachable').fault);
        timer = setTimeout(open, delayMs);
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
        void isLockedOut(base).then((lockedOut) => {
          if (lockedOut && !ended && socket === opening) listener.lost(fault('host.unauthorised').fault);
        });
      });
    };
    const hasten = (): void => {
      if (timer !== undefined && document.visibilityState === 'visible') open();
    };

    document.addEventListener('visibilitychange', hasten);
    open();
    return () => {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', hasten);
      socket?.close();
    };
  };
