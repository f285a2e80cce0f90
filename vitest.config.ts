import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Tests start real servers and tools, on machines that do other things besides: a limit only ends what hangs.
const limits = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } };

export default defineConfig({
  test: {
    // vitest leaves one core to others, which on a machine of two is half of it. Tests wait for servers and disks besides.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          ...limits,
          name: 'node',
          environment: 'node',
          pool: 'forks',
          include: ['shared/**/*.test.ts', 'electron/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          // Commands that tests start keep what they compiled here, not in the home of whoever runs the tests.
          env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache/compiled') },
          // Starts one Postgres for the whole run and hands its URL to the tests.
          globalSetup: ['electron/backend/postgres/test-postgres-global.ts'],
        },
      },
      {
        plugins: [react()],
        test: {
          ...limits,
          name: 'dom',
          environment: 'jsdom',
          include: ['renderer/**/*.test.ts', 'renderer/**/*.test.tsx'],
        },
      },
    ],
  },
});
