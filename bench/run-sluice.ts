import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import type { Place } from './contender.ts';
import { type Measured, measureProcess } from './measure-process.ts';

/** Loads a file with the command, with a data folder that nothing is in yet. */
export async function runSluice(
  { login, schema, command, folder, signal }: Place,
  { file, table, args = [] }: { readonly file: string; readonly table: string; readonly args?: readonly string[] },
): Promise<Measured> {
  const home = mkdtempSync(join(folder, 'home-'));
  const password = login.password === null ? '' : `&password=${encodeURIComponent(login.password)}`;
  const url = `${formatConnectionUrl({ ...login.address, schema })}${password}`;
  try {
    const into = ['--to', url, '--table', table, '--home', home];
    return await measureProcess(process.execPath, [command, 'load', file, ...into, '--json', ...args], { signal });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
