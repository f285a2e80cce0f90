import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findBinaries, type Runner } from './embedded-binaries.ts';
import { prepareCluster } from './embedded-cluster.ts';
import { programsFor } from './embedded-programs.ts';

const nobody = 65_534;
const asNobody: Runner = {
  prefix: ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'],
  owner: nobody,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-programs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('whoever runs Postgres as itself takes the programs as they are installed', async () => {
  const installed = findBinaries();
  expect(await programsFor({ prefix: [], owner: null }, installed)).toBe(installed);
});

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'programs in a folder that only root may enter are copied to where another user can run them, once',
  async () => {
    const native = join(folder, 'native');
    cpSync(dirname(dirname(findBinaries().postgres)), native, { recursive: true, verbatimSymlinks: true });
    const installed = { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
    const programs = await programsFor(asNobody, installed);
    try {
      expect(dirname(programs.postgres)).not.toBe(dirname(installed.postgres));
      expect(await programsFor(asNobody, installed)).toEqual(programs);

      const home = join(folder, 'home');
      mkdirSync(home);
      chmodSync(folder, 0o755);
      chmodSync(native, 0o700);
      await prepareCluster(home, programs, asNobody);
      expect(existsSync(join(home, 'data/PG_VERSION'))).toBe(true);
    } finally {
      rmSync(dirname(dirname(programs.postgres)), { recursive: true, force: true });
    }
  },
);
