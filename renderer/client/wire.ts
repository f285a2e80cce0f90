import type { Fault } from '#shared/fault.ts';

/** A live connection that carries messages to the backend and back; both hosts' connections look like this. */
export interface Wire {
  send(message: string | ArrayBuffer | Uint8Array): void;
  /** Calls back for each message, in order. */
  onMessage(callback: (message: unknown) => void): void;
}

/** Who wants to know about wires. */
export interface WireListener {
  /** A wire is open; it takes the place of the one before. */
  opened(wire: Wire): void;
  /** The wire is dead, or none could be opened; another may follow. */
  lost(fault: Fault): void;
}

/** Opens a wire, and another whenever one is lost, until the returned function is called. */
export type OpenWires = (listener: WireListener) => () => void;
