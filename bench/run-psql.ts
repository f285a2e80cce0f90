import type { Place } from './contender.ts';
import { type Measured, measureProcess } from './measure-process.ts';

/** Runs commands of psql, \copy among them, in one transaction; ends at the first error. */
export function runPsql(place: Place, commands: readonly string[]): Promise<Measured> {
  const args = ['-qX', '-1', '-v', 'ON_ERROR_STOP=1', ...commands.flatMap((command) => ['-c', command])];
  return runPgProgram(place, 'psql', args);
}

/** Runs a program of Postgres at the place, which it learns from its environment. */
export function runPgProgram({ login, signal }: Place, program: string, args: readonly string[]): Promise<Measured> {
  const { host, port, database, user } = login.address;
  const env = {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: user,
    ...(login.password === null ? {} : { PGPASSWORD: login.password }),
  };
  return measureProcess(program, args, { env, signal });
}

/** A path as \copy takes it. */
export const quotePath = (path: string): string => `'${path.replaceAll("'", "''")}'`;
