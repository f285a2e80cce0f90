import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileOf } from './write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const parts = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));

describe('a file that is written', () => {
  it('takes the place of another and leaves nothing beside it', async () => {
    const path = join(folder, 'bad.csv');
    writeFileSync(path, 'old');
    await writeFileOf(path, parts('1,', 'x\n'));
    expect(readFileSync(path, 'utf8')).toBe('1,x\n');
    expect(readdirSync(folder)).toEqual(['bad.csv']);
  });

  it('stays a link where it is one', async () => {
    const path = join(folder, 'link.csv');
    writeFileSync(join(folder, 'real.csv'), 'old');
    symlinkSync('real.csv', path);
    await writeFileOf(path, parts('new'));
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.csv'), 'utf8')).toBe('new');
  });

  it.skipIf(process.platform === 'win32')(
    'goes through a pipe or a device that has its name, and leaves it there',
    async () => {
      const path = join(folder, 'pipe');
      execFileSync('mkfifo', [path]);
      // Open for both, so that neither end waits for the other.
      const reader = await open(path, 'r+');
      await writeFileOf(path, parts('1,x\n'));
      const { bytesRead, buffer } = await reader.read(Buffer.alloc(10), 0, 10);
      expect(buffer.toString('utf8', 0, bytesRead)).toBe('1,x\n');
      await reader.close();
      expect(lstatSync(path).isFIFO()).toBe(true);
    },
  );

  it('is refused in words where it cannot be', async () => {
    await expect(writeFileOf(folder, parts('x'))).rejects.toThrow('a folder has that name');
    await expect(writeFileOf(join(folder, 'no', 'x.csv'), parts('x'))).rejects.toThrow('its folder does not exist');
  });
});
