import { Connection } from './connection.ts';
import { portWires } from './port-wires.ts';
import { socketWires } from './socket-wires.ts';
import { windowBridge } from './window-bridge.ts';

/** Connects this window to its backend: over a MessagePort in Electron, over a WebSocket in a browser. The caller closes it. */
export function connect(): Connection {
  const bridge = windowBridge();
  return new Connection(bridge === null ? socketWires(new URL(window.location.href)) : portWires(bridge));
}
