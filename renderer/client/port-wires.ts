import { fault } from '#shared/fault.ts';
import { PORT_MESSAGE, type WindowBridge } from '#shared/window-bridge.ts';
import type { OpenWires, Wire } from './wire.ts';

function wireOf(port: MessagePort): Wire {
  return {
    send: (message) => port.postMessage(message),
    onMessage(callback) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => callback(event.data));
      port.start();
    },
  };
}

const isPortMessage = (event: MessageEvent<unknown>): boolean =>
  // Only what the preload posted from within this very window; a frame or an opener cannot pass for it.
  event.source === window &&
  typeof event.data === 'object' &&
  event.data !== null &&
  'type' in event.data &&
  event.data.type === PORT_MESSAGE;

/** Wires over the MessagePorts that Electron's main process hands to this window. */
export const portWires =
  (bridge: WindowBridge<File>): OpenWires =>
  (listener) => {
    let port: MessagePort | null = null;
    const hearPort = (event: MessageEvent<unknown>): void => {
      const handed = event.ports[0];
      if (handed === undefined || !isPortMessage(event)) return;
      port?.close();
      port = handed;
      listener.opened(wireOf(handed));
    };
    window.addEventListener('message', hearPort);
    const unhear = bridge.onBackend((news) => {
      port?.close();
      port = null;
      listener.lost(news.state === 'failed' ? news.fault : fault('host.backendGone').fault);
    });
    bridge.connect();
    return () => {
      window.removeEventListener('message', hearPort);
      unhear();
      port?.close();
    };
  };
