import type { Place } from './contender.ts';
import { type Measured, measureProcess } from './measure-process.ts';

/** Runs commands of psql, \copy among them, in one transaction; ends at the first error. */
export function runPsql({ login, signal }: Place, commands: readonly string[]): Promise<Measured> {
  const { host, port, database, user } = login.address;
  const env = {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: user,
    ...(login.password === null ? {} : { PGPASSWORD: login.password }),
  };
  const args = ['-qX', '-1', '-v', 'ON_ERROR_STOP=1', ...commands.flatMap((command) => ['-c', command])];
  return measureProcess('psql', args, { env, signal });
}

/** A path as \copy takes it. */
export const quotePath = (path: string): string => `'${path.replaceAll("'", "''")}'`;
