import type { Fault } from './fault.ts';

// No zod here: the preload carries these few lines alone.

/**
 * How the backend of a window stands: told by main, because a port does not tell that its other side died. lost: it ended
 * without being asked and is being started again, every port to it is dead; failed: it does not start.
 */
export type BackendNews = { readonly state: 'lost' } | { readonly state: 'failed'; readonly fault: Fault };

/** What the menu asks of the window; in a browser the window's own keys do. */
export type AppCommand = 'openFiles' | 'palette' | 'find' | 'nextProblem' | 'settings' | 'connections';

/** Channels between preload and main. */
export const CHANNEL = {
  connect: 'sluice:connect',
  port: 'sluice:port',
  backend: 'sluice:backend',
  command: 'sluice:command',
  pick: 'sluice:pick',
  chooseSavePath: 'sluice:choose-save-path',
  reveal: 'sluice:reveal',
} as const;

/** `type` of the message by which the preload hands the page its port; `ports[0]` is the port. */
export const PORT_MESSAGE = CHANNEL.port;

/**
 * The one object that the preload exposes in the page, `window.sluice`; a page of the headless host has none.
 * `File` is the DOM's, which this room does not know.
 */
export interface WindowBridge<File> {
  /** As process.platform has it. */
  readonly platform: string;
  /**
   * Asks for a port to the backend. It comes as a `message` event of the window, with PORT_MESSAGE as `data.type`; after a
   * restart of the backend another comes unasked.
   */
  connect(): void;
  /** Calls back when the backend is lost or does not start; returns what ends that. */
  onBackend(callback: (news: BackendNews) => void): () => void;
  /** Calls back when the menu asks something of the window; returns what ends that. */
  onCommand(callback: (command: AppCommand) => void): () => void;
  /** Path of a file that was dropped or chosen; empty when it is not on disk. */
  pathOf(file: File): string;
  /** Shows the dialog for files; empty when it was cancelled. */
  pick(): Promise<readonly string[]>;
  /** Shows the dialog for a place to save to; null when it was cancelled. */
  chooseSavePath(suggestedName: string): Promise<string | null>;
  /** Shows a file in the system's file window. */
  reveal(path: string): Promise<void>;
}
