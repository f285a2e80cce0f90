import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { measureProcess } from './measure-process.ts';
import { readProcess } from './read-process.ts';

const hasProc = existsSync('/proc/self/stat');
const busy = 'let sum = 0; for (let count = 0; count < 20_000_000; count += 1) sum += count;';

it('tells what a process used, and what its children that have ended did', () => {
  const before = readProcess(process.pid)?.childrenCpuMs ?? 0;
  spawnSync(process.execPath, ['-e', busy]);
  const after = readProcess(process.pid);
  // Of a system without /proc nothing is known, and nothing is made up.
  expect(
    after && { parent: after.parent, isMore: after.childrenCpuMs - before > 20, hasPeak: after.peakBytes > 1e6 },
  ).toEqual(hasProc ? { parent: process.ppid, isMore: true, hasPeak: true } : null);
  expect(readProcess(2 ** 30)).toBeNull();
});

it('measures a program from its start to its end, with what it says', async () => {
  // It lingers, so that it is looked at on a busy machine too.
  const code = `${busy} setTimeout(() => { console.log('done'); console.error('words'); process.exitCode = 3; }, 300);`;
  const { exitCode, out, words, cpuMs, peakBytes } = await measureProcess(process.execPath, ['-e', code]);
  expect({ exitCode, out, words }).toEqual({ exitCode: 3, out: 'done\n', words: 'words\n' });
  expect([cpuMs === null, peakBytes === null]).toEqual([!hasProc, !hasProc]);
  expect(cpuMs ?? 1).toBeGreaterThan(0);
  await expect(measureProcess('no-such-program', [])).rejects.toThrow(/ENOENT/);
});
