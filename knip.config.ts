import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'electron/main/main.ts',
    'electron/preload/preload.ts',
    'electron/backend/start-utility.ts',
    'electron/backend/start-server.ts',
    'electron/cli/sluice.ts',
    'renderer/main.tsx',
    // A page that shows every piece in every state, opened with Vite by hand.
    'renderer/states/states.tsx',
    // Run by a path or by hand, or named in an argument.
    'scripts/make-samples.mjs',
    'bench/check-file.ts',
    'bench/pool-server.ts',
    'bench/watch-event-loop.ts',
    'electron/backend/postgres/test-lease-holder.ts',
    'electron/backend/api/test-killed-replay.ts',
    'electron/backend/api/test-killed-step.ts',
    'electron/backend/transport/test-backend-entry.ts',
    'scripts/test-report.mjs',
  ],
  project: ['{electron,renderer,shared,e2e,scripts,bench}/**/*.{ts,tsx,mjs,css}'],
  // A style sheet imports others, of packages too.
  compilers: { css: (text) => [...text.matchAll(/(?<=@)import[^;]+/g)].join('\n') },
  // A formatter that nobody has to run.
  ignoreDependencies: ['oxfmt'],
  // Of the system.
  ignoreBinaries: ['avrocat', 'ldd', 'mkfifo'],
  // A type that a signature in the same file names is public with it.
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
