import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { root } from './electron.ts';

const sample = (name: string): string => join(root, 'resources', 'samples', name);

/** The batch of resources/samples: 634 rows of which 611 fit; 17 have too few fields, and 6 no job_id. */
export const samples = {
  departments: sample('departments.csv'),
  jobs: sample('jobs.csv'),
  employees: sample('hired_employees.csv'),
};

/** The samples with the child first: the app is to find the order. */
export const wrongOrder: readonly string[] = [samples.employees, samples.departments, samples.jobs];

/** Where the files of the challenge are, beside the project; null on a machine without them. */
export function challengeFolder(): string | null {
  const folder = resolve(root, '..', 'shared', 'data', 'challenge');
  return existsSync(join(folder, 'hired_employees.csv')) ? folder : null;
}

/** Writes departments with numbers from 1 on: a file as large as a spec needs it. */
export async function writeDepartments(path: string, rows: number): Promise<void> {
  function* lines(): Generator<string> {
    let block = '';
    for (let id = 1; id <= rows; id += 1) {
      block += `${id},Department of things that are counted ${id}\n`;
      if (block.length > 65_536) {
        yield block;
        block = '';
      }
    }
    yield block;
  }
  await pipeline(lines, createWriteStream(path));
}

/** Lower-case hex. */
export async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
