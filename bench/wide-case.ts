import type { BenchCase, Contender, Place } from './contender.ts';
import type { DataFile } from './data-files.ts';
import { hashRows } from './find-wrong-rows.ts';
import { WIDE_COLUMNS } from './generate-wide.ts';
import type { Measured } from './measure-process.ts';
import { quotePath, runPsql } from './run-psql.ts';
import { loadBySluice } from './run-sluice.ts';

const TABLE = 'wide';

/** 60 columns of all types: the contenders must leave the same values, to the last digit. */
export function wideCase(rows: number, { path, bytes }: DataFile<null>): BenchCase {
  const hashes = new Map<string, string>();
  const findWrong =
    (name: string) =>
    async ({ client, schema }: Place, { exitCode, words }: Measured): Promise<string | null> => {
      if (exitCode !== 0) return `It ended with ${exitCode}: ${words}`;
      const found = await hashRows(client, `${schema}.${TABLE}`);
      if (found.rows !== rows) return `${TABLE} has ${found.rows} rows, and should have ${rows}.`;
      hashes.set(name, found.hash);
      const others = [...hashes].filter(([, hash]) => hash !== found.hash).map(([other]) => other);
      return others.length === 0 ? null : `The values are not those that ${others.join(' and ')} left.`;
    };
  const contender = (name: string, program: string | null, run: Contender['run']): Contender => ({
    name,
    program,
    run,
    findWrong: findWrong(name),
  });
  return {
    name: 'wide',
    what: '60 columns of all types',
    rows,
    bytes,
    statements: (schema) => [
      `drop table if exists ${schema}.${TABLE}`,
      `create table ${schema}.${TABLE} (${WIDE_COLUMNS})`,
    ],
    contenders: [
      contender('Sluice', null, (place) => loadBySluice(place, { file: path, table: TABLE })),
      contender('psql \\copy', 'psql', (place) =>
        runPsql(place, [`\\copy ${place.schema}.${TABLE} from ${quotePath(path)} with (format csv)`]),
      ),
    ],
  };
}
