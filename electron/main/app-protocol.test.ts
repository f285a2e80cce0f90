import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REACT_ARIA_STYLE_HASH } from '#shared/page-headers.ts';
import { serveFolder } from './app-protocol.ts';

let folder = '';
beforeAll(() => {
  const above = mkdtempSync(join(tmpdir(), 'sluice-app-'));
  folder = join(above, 'renderer');
  writeFileSync(join(above, 'secret.json'), '{}');
  // A neighbour whose path begins like the folder's.
  writeFileSync(`${folder}.json`, '{}');
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.html'), '<title>Sluice</title>');
  writeFileSync(join(folder, 'page.js'), 'export {};');
  writeFileSync(join(folder, 'notes.pdf'), 'x');
});
afterAll(() => rmSync(dirname(folder), { recursive: true, force: true }));

const ask = (address: string, method = 'GET'): Promise<Response> => serveFolder(folder)(new Request(address, { method }));

test('the page is answered with its type and the headers that keep it apart', async () => {
  const answer = await ask('sluice://app/');
  expect(await answer.text()).toBe('<title>Sluice</title>');
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await ask('sluice://app/page.js?v=1#x')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test.each([
  'sluice://app/../secret.json',
  'sluice://app/%2e%2e/secret.json',
  'sluice://app/..%2fsecret.json',
  'sluice://app/%2e%2e%2fsecret.json',
  'sluice://app/..%5csecret.json',
  'sluice://app/..%2frenderer.json',
  'sluice://app//etc/hosts.json',
  'sluice://app/index.html%00.js',
  'sluice://app/%',
  'sluice://app/notes.pdf',
  'sluice://app/missing.js',
  'sluice://other/index.html',
  'file:///etc/hosts.json',
])('%s is not found', async (address) => {
  const answer = await ask(address);
  expect([answer.status, await answer.text()]).toEqual([404, '']);
});

test('nothing but reading is done', async () => {
  expect((await ask('sluice://app/', 'POST')).status).toBe(405);
});

test('the policy knows the style that react-aria puts into the page', () => {
  // Ours by way of react-aria-components.
  const library = join(import.meta.dirname, '../../node_modules/react-aria');
  const source = readFileSync(join(library, 'dist/private/interactions/usePress.mjs'), 'utf8');
  const style = /style\.textContent = `(.*?)`\.trim\(\)/s.exec(source)?.[1] ?? '';
  const attribute = /PRESSABLE_ATTRIBUTE = '([^']+)'/.exec(source)?.[1] ?? '';
  const text = style.replace(/\$\{[^}]*\}/, attribute).trim();
  expect(text).toContain('touch-action');
  expect(`sha256-${createHash('sha256').update(text).digest('base64')}`).toBe(REACT_ARIA_STYLE_HASH);
});
