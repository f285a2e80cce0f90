import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './contender.ts';
import { type Measured, measureProcess } from './measure-process.ts';

/** Loads a file of employees into the table of that name; an empty field is NULL, as everywhere else. */
export async function runPgloader({ login, schema, folder, signal }: Place, file: string): Promise<Measured> {
  const { host, port, database, user } = login.address;
  const password = login.password === null ? '' : `:${encodeURIComponent(login.password)}`;
  const server = host.startsWith('/') ? `unix:${host}` : host;
  const own = mkdtempSync(join(folder, 'pgloader-'));
  const commands = join(own, 'employees.load');
  writeFileSync(
    commands,
    `load csv from '${file}' (id, name, hired, department_id [null if blanks], job_id [null if blanks])
     into postgresql://${user}${password}@${server}:${port}/${database}?${schema}.employees
       (id, name, hired, department_id, job_id)
     with fields terminated by ',', fields optionally enclosed by '"';\n`,
  );
  try {
    return await measureProcess('pgloader', ['--quiet', '--root-dir', own, commands], { signal });
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
