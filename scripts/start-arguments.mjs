import { parseArgs } from 'node:util';

export const USAGE = `npm start                          in Electron, or in a browser window where Electron is not to be had
npm start -- --browser             in a browser window
npm start -- --port N              with the headless host on this port (implies --browser)`;

/**
 * @typedef {object} StartArguments
 * @property {boolean} browser whether a browser window was asked for
 * @property {number | undefined} port for the headless host
 * @property {boolean} help
 */

/**
 * @param {readonly string[]} args
 * @returns {StartArguments} throws an Error with a sentence when they make no sense
 */
export function readStartArguments(args) {
  const { values } = parseArgs({
    args: [...args],
    options: { browser: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  }
  return { browser: values.browser === true || port !== undefined, port, help: values.help === true };
}
