import type { BrowserWindowConstructorOptions } from 'electron';
import type { WindowState } from './window-state.ts';

/** How the window is made: a page without Node, in the sandbox, apart from the preload. */
export const windowOptions = (state: WindowState, preload: string, dark: boolean): BrowserWindowConstructorOptions => ({
  ...state.bounds,
  minWidth: 800,
  minHeight: 560,
  title: 'Sluice',
  // Shown when there is something to see; until then in the colour of the page.
  show: false,
  backgroundColor: dark ? '#111416' : '#ffffff',
  webPreferences: {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    disableDialogs: true,
  },
});
