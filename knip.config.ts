import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'electron/main/main.ts',
    'electron/preload/preload.ts',
    'electron/backend/start-utility.ts',
    'electron/backend/start-server.ts',
    'electron/cli/sluice.ts',
    'renderer/main.tsx',
    // Named in a setting that knip does not read.
    'electron/backend/postgres/test-postgres-global.ts',
  ],
  project: ['{electron,renderer,shared,e2e,scripts}/**/*.{ts,tsx,mjs}'],
  // Found by path at run time; a formatter that nobody has to run.
  ignoreDependencies: ['electron', 'oxfmt'],
};

export default config;
