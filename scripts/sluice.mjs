#!/usr/bin/env node
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findProjectNode, isRecentNode, NO_NODE_SENTENCE, runInPlace } from './project-node.mjs';

// The `sluice` command: the built one, under a Node that can run it.

const script = realpathSync(fileURLToPath(import.meta.url));
const root = dirname(dirname(script));
const built = join(root, 'out', 'main', 'sluice.js');

/** As in the command itself: it could not do what was asked. */
const EXIT_FAILED = 1;

if (!existsSync(built)) {
  console.error('Sluice is not built yet: run `npm start` or `npm test` once, then this command again.');
  process.exitCode = EXIT_FAILED;
} else if (isRecentNode()) {
  await import(pathToFileURL(built).href);
} else {
  const node = findProjectNode(root);
  if (node === null) {
    console.error(NO_NODE_SENTENCE);
    process.exitCode = EXIT_FAILED;
  } else {
    process.exitCode = await runInPlace(node, [script, ...process.argv.slice(2)]);
  }
}
