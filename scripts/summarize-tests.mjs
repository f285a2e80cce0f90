/**
 * @typedef {import('./test-report.mjs').TestOutcome} TestOutcome
 *
 * @typedef {object} StepResult
 * @property {string} name
 * @property {number} elapsedMs
 * @property {readonly TestOutcome[]} outcomes
 */

/**
 * What `npm test` says at its end: every step with its time, every skip with its reason, every failure, and the count
 * in the last line.
 *
 * @param {readonly StepResult[]} steps
 * @returns {string[]} lines
 */
export function summarizeTests(steps) {
  const outcomes = steps.flatMap((step) => step.outcomes);
  const skipped = withVerdict(outcomes, 'skipped');
  const failed = withVerdict(outcomes, 'failed');
  return [
    ...steps.map((step) => `${step.name.padEnd(24)}${seconds(step.elapsedMs).padStart(8)}  ${count(step.outcomes)}`),
    ...skipped.map((outcome) => `skipped: ${outcome.name} (${outcome.reason ?? 'no reason given'})`),
    ...failed.map((outcome) => `failed: ${outcome.name}`),
    count(outcomes),
  ];
}

/**
 * @param {readonly TestOutcome[]} outcomes
 * @returns {string} `N passed, N failed, N skipped`
 */
function count(outcomes) {
  const of = (/** @type {TestOutcome['verdict']} */ verdict) => withVerdict(outcomes, verdict).length;
  return `${of('passed')} passed, ${of('failed')} failed, ${of('skipped')} skipped`;
}

/**
 * @param {readonly TestOutcome[]} outcomes
 * @param {TestOutcome['verdict']} verdict
 */
function withVerdict(outcomes, verdict) {
  return outcomes.filter((outcome) => outcome.verdict === verdict);
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
