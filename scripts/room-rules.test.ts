import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lintTree, plantTree, type Diagnostic, type PlantedTree } from './test-planted-tree.ts';

const FOLDERS = {
  shared: 'shared',
  main: 'electron/main',
  preload: 'electron/preload',
  cli: 'electron/cli',
  backend: 'electron/backend',
  api: 'electron/backend/api',
  transport: 'electron/backend/transport',
  load: 'electron/backend/load',
  dictionary: 'electron/backend/dictionary',
  backup: 'electron/backend/backup',
  ingest: 'electron/backend/ingest',
  report: 'electron/backend/report',
  history: 'electron/backend/history',
  source: 'electron/backend/source',
  parse: 'electron/backend/parse',
  check: 'electron/backend/check',
  copy: 'electron/backend/copy',
  types: 'electron/backend/types',
  postgres: 'electron/backend/postgres',
  job: 'electron/backend/job',
  log: 'electron/backend/log',
  'a folder without a rule': 'electron/backend/unheard-of',
  renderer: 'renderer',
} as const;

type Room = keyof typeof FOLDERS;
const ROOMS = Object.keys(FOLDERS) as Room[];

const FLOOR: readonly Room[] = ['types', 'postgres', 'job', 'log'];
const DATA_ORDER: readonly Room[] = ['source', 'parse', 'check', 'copy'];
const COMPOSERS: readonly Room[] = ['load', 'dictionary', 'backup', 'ingest', 'report', 'history'];

/** Which rooms a room may import, shared and itself aside. */
const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  shared: [],
  main: [],
  preload: [],
  renderer: [],
  cli: [...COMPOSERS, ...FLOOR, 'backend'],
  backend: [...COMPOSERS, ...DATA_ORDER, ...FLOOR, 'transport', 'api'],
  api: [...COMPOSERS, ...DATA_ORDER, ...FLOOR],
  transport: [...COMPOSERS, ...FLOOR],
  load: [...DATA_ORDER, ...FLOOR, 'history'],
  dictionary: [...DATA_ORDER, ...FLOOR, 'history'],
  backup: [...DATA_ORDER, ...FLOOR, 'history', 'load'],
  ingest: [...DATA_ORDER, ...FLOOR, 'history', 'load'],
  report: [...DATA_ORDER, ...FLOOR, 'history'],
  history: [...FLOOR, 'check'],
  source: FLOOR,
  parse: [...FLOOR, 'source'],
  check: [...FLOOR, 'source', 'parse'],
  copy: [...FLOOR, 'source', 'parse', 'check'],
  types: [],
  postgres: ['types', 'log'],
  job: ['log'],
  log: [],
  'a folder without a rule': [],
};

const EVERYWHERE = ROOMS.filter((room) => room !== 'shared');

/** Which rooms may import a package, or a module of Node. */
const MAY_USE: Readonly<Record<string, readonly Room[]>> = {
  zod: ROOMS,
  '@orpc/contract': ROOMS,
  '@orpc/client': EVERYWHERE,
  react: EVERYWHERE,
  'node:fs': EVERYWHERE.filter((room) => room !== 'renderer' && room !== 'preload'),
  electron: ['main', 'preload'],
  pg: ['copy', 'postgres'],
  'pg-copy-streams': ['copy', 'postgres'],
  'better-sqlite3': ['history'],
  fastify: ['ingest', 'transport', 'backend'],
  '@fastify/static': ['ingest', 'transport', 'backend'],
  ws: ['ingest', 'transport', 'backend'],
};

/** In each room a file to import, one that imports all other rooms, and one that imports all packages: a line each. */
function plantImports(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const room of ROOMS) {
    const folder = FOLDERS[room];
    const line = (from: string) => `export type {} from '${from}';\n`;
    files[`${folder}/known.ts`] = 'export const known = 1;\n';
    files[`${folder}/imports-rooms.ts`] = ROOMS.map((other) =>
      line(other === room ? './known.ts' : pathBetween(folder, `${FOLDERS[other]}/known.ts`)),
    ).join('');
    files[`${folder}/imports-packages.ts`] = Object.keys(MAY_USE).map(line).join('');
  }
  return files;
}

/** As the code spells it: by package.json's `imports` where there is one, else relative. */
function pathBetween(folder: string, path: string): string {
  if (path.startsWith('shared/')) return `#${path}`;
  if (path.startsWith('electron/backend/')) return path.replace('electron/backend/', '#backend/');
  return `${'../'.repeat(folder.split('/').length)}${path}`;
}

describe('the room rules', () => {
  let tree: PlantedTree;
  let diagnostics: readonly Diagnostic[];

  beforeAll(() => {
    tree = plantTree(plantImports());
    diagnostics = lintTree(tree);
  });

  afterAll(() => tree.remove());

  /** Which lines of a planted file the rule refuses; 1-based. */
  function refusedLines(path: string): Set<number> {
    const refused = diagnostics.filter((each) => each.filename === path && each.code === 'boundaries(dependencies)');
    return new Set(refused.flatMap((each) => each.labels.map((label) => label.span.line)));
  }

  test.each(ROOMS)('%s imports the rooms it may import, and no other', (room) => {
    const refused = refusedLines(`${FOLDERS[room]}/imports-rooms.ts`);
    const allowed = ROOMS.filter((_, index) => !refused.has(index + 1));
    expect(allowed.toSorted()).toEqual([...new Set<Room>(['shared', room, ...MAY_IMPORT[room]])].toSorted());
  });

  test.each(Object.keys(MAY_USE))('%s is imported by the rooms that may use it, and no other', (name) => {
    const line = Object.keys(MAY_USE).indexOf(name) + 1;
    const using = ROOMS.filter((room) => !refusedLines(`${FOLDERS[room]}/imports-packages.ts`).has(line));
    expect(using.toSorted()).toEqual(MAY_USE[name]?.toSorted());
  });
});
