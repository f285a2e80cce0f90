import { exitCodeOf, fault, isFault, type Fault } from '#shared/fault.ts';
import { dataFolder } from '#backend/data-folder.ts';
import { runLoadCommand } from './load-command.ts';
import { parseArguments, type Request } from './options.ts';
import { runRunsCommand } from './runs-command.ts';
import { runServeCommand } from './serve-command.ts';
import { version } from '#backend/version.ts';

/** The `sluice` command. Exit code 0 done, 3 done with rejects, 1 failed, 2 wrong use. */
async function main(args: readonly string[]): Promise<number> {
  const wantsJson = args.includes('--json');
  try {
    return await run(parseArguments(args, version));
  } catch (error) {
    const it = isFault(error) ? error.fault : unknownFault(error);
    if (wantsJson) process.stdout.write(`${JSON.stringify({ fault: it })}\n`);
    process.stderr.write(`${describeFault(it)}\n`);
    return exitCodeOf(it.code);
  }
}

/** Aborts at the first signal; the second ends the process at once. */
function untilSignal(): AbortSignal {
  const stop = new AbortController();
  const tell = (): void => {
    if (stop.signal.aborted) process.exit(1);
    stop.abort(fault('job.cancelled'));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, tell);
  return stop.signal;
}

function run(request: Request): Promise<number> {
  switch (request.command) {
    case 'none':
      return Promise.resolve(0);
    case 'load':
      return runLoadCommand(request.load, dataFolder(request.home), untilSignal());
    case 'runs':
      return runRunsCommand(request, dataFolder(request.home));
    case 'serve':
      return runServeCommand(request, dataFolder(request.home));
  }
}

/** Anything that is no Fault is a bug: the command line has no window for a log id, so its stack is the detail. */
const unknownFault = (error: unknown): Fault =>
  fault('internal', {}, { detail: error instanceof Error ? (error.stack ?? error.message) : String(error) }).fault;

const describeFault = (it: Fault): string =>
  [`${it.sentence} ${it.next}`, ...(it.detail === null ? [] : [it.detail]), `[${it.code}]`].join('\n');

process.exitCode = await main(process.argv.slice(2));
