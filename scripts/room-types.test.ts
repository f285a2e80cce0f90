import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plantTree, type PlantedTree } from './test-planted-tree.ts';

// A file per room and name, beside imports of the packages used there: one of them could bring the name along.
const PAGE = 'export const title: unknown = document.title;\n';
const PROCESS = 'export const env: unknown = process.env;\n';
const BUFFER = 'export const bytes: unknown = Buffer.alloc(1);\n';
const FILES = "import type { Stats } from 'node:fs';\nexport type Size = Stats['size'];\n";

const SHARED_PACKAGES = "export type {} from 'zod';\nexport type {} from '@orpc/contract';\n";
const BACKEND_PACKAGES = ['pg', 'pg-copy-streams', 'better-sqlite3', 'fastify', '@orpc/server/ws', 'pino', 'csv-parse']
  .map((name) => `export type {} from '${name}';\n`)
  .join('');
const RENDERER_PACKAGES = ['react', 'react-dom/client', '@orpc/client/websocket', '@orpc/tanstack-query']
  .concat(['@tanstack/react-query', '@tanstack/react-table', '@tanstack/react-virtual', 'react-aria-components'])
  .map((name) => `export type {} from '${name}';\n`)
  .join('');

const DENIED: Readonly<Record<string, string>> = {
  'shared/page.ts': SHARED_PACKAGES + PAGE,
  'shared/process.ts': SHARED_PACKAGES + PROCESS,
  'shared/files.ts': SHARED_PACKAGES + FILES,
  'electron/backend/copy/page.ts': BACKEND_PACKAGES + PAGE,
  'electron/backend/page.ts': BACKEND_PACKAGES + PAGE,
  'electron/cli/page.ts': BACKEND_PACKAGES + PAGE,
  'renderer/client/process.ts': RENDERER_PACKAGES + PROCESS,
  'renderer/ui/buffer.tsx': RENDERER_PACKAGES + BUFFER,
  'renderer/files.ts': RENDERER_PACKAGES + FILES,
};

const ALLOWED: Readonly<Record<string, string>> = {
  'electron/backend/copy/bytes.ts': BACKEND_PACKAGES + BUFFER + FILES,
  'electron/main/bytes.ts': "export type {} from 'electron';\n" + BUFFER,
  'electron/preload/page.ts': "export type {} from 'electron';\n" + PAGE,
  'renderer/page.tsx': RENDERER_PACKAGES + PAGE,
  'renderer/page.test.tsx': BUFFER + PAGE,
  'shared/bytes.test.ts': BUFFER,
  'e2e/page.ts': BUFFER + PAGE,
};

describe('the types that a room may name', () => {
  let tree: PlantedTree;
  let output: string;

  beforeAll(() => {
    tree = plantTree({ ...DENIED, ...ALLOWED });
    output = tree.run('typescript/bin/tsc', ['-b', '--pretty', 'false']);
  });

  afterAll(() => tree.remove());

  test.each(Object.keys(DENIED))('%s may not say what it says', (path) => {
    expect(output).toMatch(
      new RegExp(`^${path.replaceAll('.', '\\.')}\\(\\d+,\\d+\\): error TS(2584|2591|2307):`, 'm'),
    );
  });

  test.each(Object.keys(ALLOWED))('%s may say what it says', (path) => {
    expect(output).not.toContain(path);
  });
});
