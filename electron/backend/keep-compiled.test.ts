import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-compiled-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What `sluice --version` says where the user's cache is that folder. */
function versionWithCache(cache: string): Promise<string> {
  const { NODE_COMPILE_CACHE: _, ...rest } = process.env;
  const env = { ...rest, HOME: cache, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, '../cli/sluice.ts'), '--version'],
      { env },
      (error, out, words) => done(error === null ? out + words : error.message),
    );
  });
}

it('keeps what was compiled in the cache of the user, and starts all the same where that cannot be written', async () => {
  expect(await versionWithCache(folder)).toMatch(/^\d+\.\d+\.\d+\n$/);
  const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(kept.length).toBeGreaterThan(5);
  const file = join(folder, 'no-folder');
  writeFileSync(file, '');
  expect(await versionWithCache(file)).toMatch(/^\d+\.\d+\.\d+\n$/);
});
