import { writeFileSync } from 'node:fs';

/**
 * @typedef {object} TestOutcome
 * @property {string} name with its file or project first
 * @property {'passed' | 'failed' | 'skipped'} verdict
 * @property {string} [reason] why it was skipped
 *
 * @typedef {import('vitest/node').Reporter} Reporter
 */

/**
 * A reporter for vitest that writes every test with its verdict, and the reason of a skip, to the file that
 * SLUICE_TEST_REPORT names. vitest's own JSON leaves the reasons out.
 *
 * @implements {Reporter}
 */
export default class TestReport {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const outcomes = modules.flatMap((module) => [
      ...module.errors().map(() => failed(`${module.relativeModuleId}: the file itself`)),
      ...[...module.children.allTests()].map(outcomeOf),
    ]);
    if (unhandledErrors.length > 0) outcomes.push(failed(`${unhandledErrors.length} errors that no test caught`));
    const path = process.env['SLUICE_TEST_REPORT'];
    if (path !== undefined) writeFileSync(path, JSON.stringify(outcomes));
  }
}

/**
 * @param {string} name
 * @returns {TestOutcome}
 */
function failed(name) {
  return { name, verdict: 'failed' };
}

/**
 * @param {import('vitest/node').TestCase} test
 * @returns {TestOutcome}
 */
function outcomeOf(test) {
  const name = `${test.module.relativeModuleId}: ${test.fullName}`;
  const result = test.result();
  if (result.state === 'skipped') return { name, verdict: 'skipped', reason: result.note ?? 'no reason given' };
  return { name, verdict: result.state === 'passed' ? 'passed' : 'failed' };
}
