import type { WindowBridge } from '#shared/window-bridge.ts';

declare global {
  interface Window {
    /** Exposed by Electron's preload; a page of the headless host has none. */
    readonly sluice?: WindowBridge<File>;
  }
}

/** What Electron offers this window; null in a browser. */
export const windowBridge = (): WindowBridge<File> | null => window.sluice ?? null;
