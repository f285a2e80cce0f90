import { resolve } from 'node:path';
import { hasDisplay } from '../scripts/find-browser.mjs';
import { findElectron } from '../scripts/find-electron.mjs';

export const root = resolve(import.meta.dirname, '..');

/** Path of the Electron binary, or null. */
export function electronBinary(): string | null {
  return findElectron(root, process.env);
}

/** Why the specs cannot run in Electron on this machine; null when they can. */
export function electronAbsence(): string | null {
  if (electronBinary() === null) return 'no Electron binary on this machine';
  return hasDisplay(process.env) ? null : 'no display for Electron on this machine';
}
