#!/usr/bin/env node
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProjectNode, isRecentNode, NO_NODE_SENTENCE, runInPlace } from './project-node.mjs';
import { setUp } from './set-up.mjs';
import { summarizeTests } from './summarize-tests.mjs';
import { testSteps } from './test-steps.mjs';

// `npm test`: from a fresh clone to the count of all tests. A step that fails does not keep the next from running.

const script = fileURLToPath(import.meta.url);
const root = dirname(dirname(script));

/**
 * @param {import('./test-steps.mjs').TestStep} step
 * @returns {Promise<import('./summarize-tests.mjs').StepResult>}
 */
async function take(step) {
  console.log(`\n── ${step.name}`);
  const startedAt = performance.now();
  const outcomes = await step.run().catch((/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.message : error);
    return [{ name: step.name, verdict: /** @type {const} */ ('failed') }];
  });
  return { name: step.name, elapsedMs: performance.now() - startedAt, outcomes };
}

/** @returns {Promise<number>} exit code */
async function test() {
  await setUp(root, (sentence) => console.error(sentence));
  const node = findProjectNode(root);
  if (node === null) throw new Error(NO_NODE_SENTENCE);
  if (!isRecentNode()) return runInPlace(node, [script]);
  const results = [];
  for (const step of testSteps(root, node)) results.push(await take(step));
  console.log(`\n${summarizeTests(results).join('\n')}`);
  const passed = results.every((result) => result.outcomes.every((outcome) => outcome.verdict !== 'failed'));
  return passed ? 0 : 1;
}

try {
  process.exitCode = await test();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
