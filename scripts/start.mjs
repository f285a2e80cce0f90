#!/usr/bin/env node
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWhenStale } from './build.mjs';
import { findProjectNode, isRecentNode, NO_NODE_SENTENCE, runInPlace } from './project-node.mjs';
import { setUp } from './set-up.mjs';
import { readStartArguments, USAGE } from './start-arguments.mjs';
import { startApp } from './start-app.mjs';

// `npm start`: from a fresh clone to a window.

const script = fileURLToPath(import.meta.url);
const root = dirname(dirname(script));

/** @param {string} sentence */
function say(sentence) {
  console.error(sentence);
}

/** @returns {Promise<number>} exit code */
async function start() {
  const options = readStartArguments(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  await setUp(root, say);
  const node = findProjectNode(root);
  if (node === null) throw new Error(NO_NODE_SENTENCE);
  if (!isRecentNode()) return runInPlace(node, [script, ...process.argv.slice(2)]);
  await buildWhenStale(root, node, say);
  return startApp(root, node, options, say);
}

try {
  process.exitCode = await start();
} catch (error) {
  // The message is a sentence; a stack says nothing to the person who started the app.
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
