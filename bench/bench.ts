import { join } from 'node:path';
import { isFault } from '#shared/fault.ts';
import { BENCH_HELP, parseBenchOptions } from './bench-options.ts';
import { describeReport } from './describe-report.ts';
import { runBench } from './run-bench.ts';
import { untilStopped } from './until-stopped.ts';
import { UsageError } from './usage-error.ts';

// Entry of `npm run bench`; docs/performance.md tells what it does. Exit code 1 where a run was void, 2 wrong use.

const command = join(import.meta.dirname, '..', 'scripts', 'sluice.mjs');
const tell = (words: string): void => void process.stderr.write(`${words}\n`);

const signal = untilStopped();
try {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(BENCH_HELP);
  } else {
    const report = await runBench(options, command, tell, { signal });
    process.stdout.write(`${options.json ? JSON.stringify(report) : describeReport(report)}\n`);
    const isVoid = report.results.some(({ contenders }) => contenders.some(({ wrong }) => wrong.length > 0));
    if (isVoid) process.exitCode = 1;
  }
} catch (error) {
  process.exitCode = error instanceof UsageError ? 2 : 1;
  if (signal.aborted) tell('Stopped: what was started is ended, and there is no table.');
  else if (error instanceof UsageError) tell(error.message);
  else if (isFault(error)) tell(`${error.fault.sentence} ${error.fault.next}`);
  else throw error;
}
