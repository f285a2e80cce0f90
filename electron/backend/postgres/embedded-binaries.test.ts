import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseRunner, findBinaries, makeLinks } from './embedded-binaries.ts';

test('a platform without a package is told to connect to a server', () => {
  expect(() => findBinaries('plan9-vax')).toThrow(
    expect.objectContaining({ fault: expect.objectContaining({ code: 'embedded.unsupported' }) as unknown }),
  );
});

test('links that npm could not pack are made where they are missing', () => {
  const root = mkdtempSync(join(tmpdir(), 'sluice-links-'));
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' }];
  mkdirSync(join(root, 'native/lib'), { recursive: true });
  writeFileSync(join(root, 'native/pg-symlinks.json'), JSON.stringify(links));
  writeFileSync(join(root, 'native/lib/libpq.so.5.18'), 'the library');
  makeLinks(root);
  makeLinks(root);
  expect(readFileSync(join(root, 'native/lib/libpq.so'), 'utf8')).toBe('the library');
  rmSync(root, { recursive: true });
});

test.runIf(process.getuid?.() === 0)(
  'root takes the first way that works, and says what failed where none does',
  async () => {
    const missing = { prefix: ['/nonexistent/unshare'], owner: 0 };
    const refused = { prefix: ['false'], owner: 0 };
    const works = { prefix: ['env'], owner: null };
    expect(await chooseRunner([missing, refused, works])).toBe(works);
    await expect(chooseRunner([missing, refused])).rejects.toMatchObject({
      fault: { code: 'embedded.startFailed', detail: expect.stringContaining('/nonexistent/unshare') as unknown },
    });
  },
);
