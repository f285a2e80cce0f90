import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** The version in package.json: the nearest one above this file, built or not. */
export const version: string = readVersion(import.meta.dirname);

function readVersion(folder: string): string {
  try {
    return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).version;
  } catch {
    const above = dirname(folder);
    return above === folder ? '0.0.0' : readVersion(above);
  }
}
