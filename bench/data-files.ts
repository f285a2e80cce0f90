import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** A file with generated rows. */
export interface DataFile<Facts> {
  readonly path: string;
  readonly bytes: number;
  /** What is known of its rows. */
  readonly facts: Facts;
}

/** Part of the names of files: another one makes them anew. Goes up with each change of a generator. */
const VERSION = 1;

/**
 * Writes what a generator yields into a file of a folder, or takes the file that an earlier benchmark left there. What the
 * generator returns is kept beside it as JSON.
 */
export async function dataFile<Facts>(
  folder: string,
  name: string,
  generate: () => Generator<string, Facts>,
): Promise<DataFile<Facts>> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.v${VERSION}.csv`);
  const factsPath = `${path}.json`;
  if (!existsSync(factsPath)) {
    const facts = await write(`${path}.part`, generate());
    renameSync(`${path}.part`, path);
    writeFileSync(factsPath, JSON.stringify(facts));
  }
  // Written by the lines above, here or in an earlier run of them.
  const facts = JSON.parse(readFileSync(factsPath, 'utf8')) as Facts;
  return { path, bytes: statSync(path).size, facts };
}

async function write<Facts>(path: string, pieces: Generator<string, Facts>): Promise<Facts> {
  const stream = createWriteStream(path);
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) {
      stream.end();
      await finished(stream);
      return value;
    }
    if (!stream.write(value)) await once(stream, 'drain');
  }
}
