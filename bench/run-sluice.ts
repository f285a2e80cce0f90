import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import type { Place } from './contender.ts';
import { type Measured, measureProcess } from './measure-process.ts';

/** The URL of a place, with its password. */
export function urlOf({ login, schema }: Place): string {
  const password = login.password === null ? '' : `&password=${encodeURIComponent(login.password)}`;
  return `${formatConnectionUrl({ ...login.address, schema })}${password}`;
}

/** Loads a file with the command. */
export const loadBySluice = (
  place: Place,
  { file, table, args = [] }: { readonly file: string; readonly table: string; readonly args?: readonly string[] },
): Promise<Measured> => runSluice(place, ['load', file, '--to', urlOf(place), '--table', table, '--json', ...args]);

/** Runs the command with a data folder that nothing is in yet. */
export async function runSluice({ command, folder, signal }: Place, args: readonly string[]): Promise<Measured> {
  const home = mkdtempSync(join(folder, 'home-'));
  try {
    return await measureProcess(process.execPath, [command, ...args, '--home', home], { signal });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
