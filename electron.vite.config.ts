import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

// scripts/build.mjs builds beside out/ and swaps the folders when all went well.
const out = process.env['SLUICE_OUT'] ?? at('out');

// Packages of plain JavaScript that a load needs: found and read as part of our few files, a start takes a third of the time.
const bundled = [
  '@orpc/client',
  '@orpc/contract',
  '@orpc/server',
  'chardet',
  'commander',
  'csv-parse',
  'pg',
  'pg-copy-streams',
  'pino',
  'saxes',
  'yauzl',
  'zod',
];

// One output file per process: Electron's main, the backend in its utilityProcess, the headless host, the command.
// They share flat chunks, so that a path relative to import.meta.url holds for each of them.
export default defineConfig({
  main: {
    build: {
      outDir: join(out, 'main'),
      externalizeDeps: { exclude: bundled },
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('electron/main/main.ts'),
          backend: at('electron/backend/start-utility.ts'),
          server: at('electron/backend/start-server.ts'),
          sluice: at('electron/cli/sluice.ts'),
          // A thread that the others start by its name.
          'piece-thread': at('electron/backend/source/piece-thread.ts'),
          'reject-writer-thread': at('electron/backend/history/reject-writer-thread.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  // A sandboxed preload may require nothing but electron: everything else is bundled into the one file.
  preload: {
    build: {
      outDir: join(out, 'preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      minify: true,
      // The page comes from this machine: one file is as good as many.
      chunkSizeWarningLimit: 4000,
      // The page's CSP knows no data: URIs.
      assetsInlineLimit: 0,
      outDir: join(out, 'renderer'),
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
});
