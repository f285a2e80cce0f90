import type { App } from 'electron';

/** Whether this is the only Sluice on its data; if not, the one that runs is shown and this one is to end. */
export function becomeOnly(app: App, show: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', show);
  return true;
}
