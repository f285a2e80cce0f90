import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildWhenStale } from './build.mjs';
import { exitCodeOf } from './project-node.mjs';
import { readPlaywrightReport } from './read-playwright-report.mjs';

/**
 * @typedef {import('./test-report.mjs').TestOutcome} TestOutcome
 *
 * @typedef {object} TestStep
 * @property {string} name
 * @property {() => Promise<readonly TestOutcome[]>} run
 */

/**
 * All that `npm test` does, in its order.
 *
 * @param {string} root folder of the project
 * @param {string} node path of the Node to run the steps with
 * @returns {TestStep[]}
 */
export function testSteps(root, node) {
  /**
   * @param {string} script path below node_modules
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  const run = (script, args, env = {}) => {
    // What a tool starts by the name of node is the same Node.
    const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
    const child = spawn(node, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PATH: path, ...env },
    });
    return exitCodeOf(child);
  };
  /**
   * @param {string} name
   * @param {string} script
   * @param {readonly string[]} args
   * @returns {TestStep}
   */
  const tool = (name, script, args) => ({
    name,
    run: async () => [{ name, verdict: (await run(script, args)) === 0 ? 'passed' : 'failed' }],
  });
  let isBuilt = false;
  return [
    tool('types', 'typescript/bin/tsc', ['-b']),
    tool('lint', 'oxlint/bin/oxlint', []),
    tool('dead code', 'knip/bin/knip.js', []),
    {
      name: 'unit and integration',
      run: () =>
        withReport('unit and integration', async (report) => {
          const args = ['run', '--reporter=default', '--reporter=./scripts/test-report.mjs'];
          const exitCode = await run('vitest/vitest.mjs', args, { SLUICE_TEST_REPORT: report });
          const outcomes = /** @type {TestOutcome[]} */ (JSON.parse(await readFile(report, 'utf8')));
          return { exitCode, outcomes };
        }),
    },
    {
      name: 'build',
      run: async () => {
        await buildWhenStale(root, node, () => {});
        isBuilt = true;
        return [{ name: 'build', verdict: 'passed' }];
      },
    },
    {
      name: 'e2e',
      run: () =>
        withReport('e2e', async (report) => {
          if (!isBuilt) throw new Error('There is no fresh build to test.');
          const args = ['test', '--reporter=list,json'];
          const exitCode = await run('@playwright/test/cli.js', args, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
          const outcomes = readPlaywrightReport(
            /** @type {import('@playwright/test/reporter').JSONReport} */ (JSON.parse(await readFile(report, 'utf8'))),
          );
          return { exitCode, outcomes };
        }),
    },
  ];
}

/**
 * Runs a step that writes a report. A tool that fails without a test that fails is a failure all the same, and so is
 * one that ran no test.
 *
 * @param {string} name
 * @param {(report: string) => Promise<{ exitCode: number, outcomes: readonly TestOutcome[] }>} run
 * @returns {Promise<readonly TestOutcome[]>}
 */
async function withReport(name, run) {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  try {
    const { exitCode, outcomes } = await run(join(folder, 'report.json'));
    if (outcomes.some((outcome) => outcome.verdict === 'failed')) return outcomes;
    if (outcomes.length === 0) return [{ name: `${name}: no test was run`, verdict: 'failed' }];
    if (exitCode === 0) return outcomes;
    return [...outcomes, { name: `${name}: exit code ${exitCode}`, verdict: 'failed' }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
