/**
 * @typedef {object} Found what this machine offers
 * @property {boolean} browserAsked whether a browser window was asked for
 * @property {string | null} electron path of the Electron binary
 * @property {string | null} browser path of a browser of the Chromium family
 * @property {boolean} display whether a window can be shown
 *
 * @typedef {{ readonly host: 'electron', readonly electron: string }
 *   | { readonly host: 'window', readonly browser: string }
 *   | { readonly host: 'address' }} Choice
 */

/**
 * Decides where the app is shown: in Electron, in a window of a browser, or nowhere, so that its address is printed.
 *
 * @param {Found} found
 * @returns {Choice}
 */
export function chooseHost({ browserAsked, electron, browser, display }) {
  if (!display) return { host: 'address' };
  if (electron !== null && !browserAsked) return { host: 'electron', electron };
  return browser === null ? { host: 'address' } : { host: 'window', browser };
}
