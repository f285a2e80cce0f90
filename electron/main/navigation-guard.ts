import type { Session, WebContents } from 'electron';

/** Of all that a page may ask permission for, Sluice needs this one: copying rows. */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Keeps a window on its page: it goes nowhere else, opens no window, and embeds no other page. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Denies camera, place, devices and whatever else a page may ask for. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  session.setDevicePermissionHandler(() => false);
}
