/**
 * @typedef {import('@playwright/test/reporter').JSONReport} JSONReport
 * @typedef {import('@playwright/test/reporter').JSONReportSuite} JSONReportSuite
 * @typedef {import('./test-report.mjs').TestOutcome} TestOutcome
 */

/**
 * Reads every test, with its verdict and the reason of a skip, from the JSON report of Playwright.
 *
 * @param {JSONReport} report
 * @returns {TestOutcome[]} an error outside of the tests counts as one that failed
 */
export function readPlaywrightReport(report) {
  /** @type {TestOutcome[]} */
  const errors = report.errors.map((error) => ({
    name: `e2e: ${error.message ?? 'an error outside of the tests'}`,
    verdict: 'failed',
  }));
  return [...errors, ...report.suites.flatMap((suite) => outcomesIn(suite, []))];
}

/**
 * @param {JSONReportSuite} suite
 * @param {readonly string[]} above titles of the suites around it
 * @returns {TestOutcome[]}
 */
function outcomesIn(suite, above) {
  const titles = [...above, suite.title];
  const own = suite.specs.flatMap((spec) =>
    spec.tests.map((test) => outcomeOf(test, `e2e [${test.projectName}] ${[...titles, spec.title].join(' › ')}`)),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => outcomesIn(inner, titles))];
}

/**
 * @param {import('@playwright/test/reporter').JSONReportTest} test
 * @param {string} name
 * @returns {TestOutcome}
 */
function outcomeOf(test, name) {
  if (test.status === 'expected') return { name, verdict: 'passed' };
  if (test.status !== 'skipped') return { name, verdict: 'failed' };
  const skip = test.annotations.find((annotation) => annotation.type === 'skip' || annotation.type === 'fixme');
  return { name, verdict: 'skipped', reason: skip?.description ?? 'no reason given' };
}
