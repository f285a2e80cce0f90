import { exitCodeOf, fault, isFault, type Fault } from '#shared/fault.ts';
import { dataFolder } from '#backend/data-folder.ts';
import { FileRefused } from './file-refused.ts';
import { faultLines } from './load-report.ts';
import { parseArguments, type Request } from './options.ts';
import { version } from '#backend/version.ts';

/**
 * The `sluice` command with the arguments after its name.
 * @returns exit code: 0 done, 3 done with rejects, 1 failed, 2 wrong use
 */
export async function runSluice(args: readonly string[]): Promise<number> {
  outliveReaders();
  const wantsJson = args.includes('--json');
  let home: string | null = null;
  try {
    const request = parseArguments(args, version);
    home = request.command === 'none' ? null : request.home;
    return await run(request);
  } catch (error) {
    const it = isFault(error) ? error.fault : await unknownFault(error, dataFolder(home));
    const of = error instanceof FileRefused ? { source: error.source } : {};
    if (wantsJson) process.stdout.write(`${JSON.stringify({ fault: it, ...of })}\n`);
    const file = error instanceof FileRefused ? [`No file was loaded, because of ${error.source}:`] : [];
    process.stderr.write(`${[...file, ...faultLines(it), `[${it.code}]`].join('\n')}\n`);
    return exitCodeOf(it.code);
  }
}

/** A reader that has seen enough, like `head`, is no error; what is being loaded goes on and ends in order. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exitCode = 1;
      if (stream === process.stdout)
        process.stderr.write(`The output cannot be written: ${error.code ?? error.message}.\n`);
    });
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

/** Each command is imported where it is asked for: it begins without the code of the others. */
async function run(request: Request): Promise<number> {
  switch (request.command) {
    case 'none':
      return 0;
    case 'load': {
      const { runLoadCommand } = await import('./load-command.ts');
      return await runLoadCommand(request.load, dataFolder(request.home), untilSignal());
    }
    case 'backup': {
      const { runBackupCommand } = await import('./backup-command.ts');
      return await runBackupCommand(request.backup, dataFolder(request.home), untilSignal());
    }
    case 'verify': {
      const { runVerifyCommand } = await import('./verify-command.ts');
      return await runVerifyCommand(request.verify, dataFolder(request.home), untilSignal());
    }
    case 'restore': {
      const { runRestoreCommand } = await import('./restore-command.ts');
      return await runRestoreCommand(request.restore, dataFolder(request.home), untilSignal());
    }
    case 'schedules': {
      const { runSchedulesCommand } = await import('./schedules-command.ts');
      return await runSchedulesCommand(request, dataFolder(request.home));
    }
    case 'prune': {
      const { runPruneCommand } = await import('./prune-command.ts');
      return await runPruneCommand(request.prune, dataFolder(request.home));
    }
    case 'runs': {
      const { runRunsCommand } = await import('./runs-command.ts');
      return await runRunsCommand(request, dataFolder(request.home));
    }
    case 'serve': {
      const { runServeCommand } = await import('./serve-command.ts');
      return await runServeCommand(request.serve, dataFolder(request.home));
    }
    case 'key': {
      const { runKeyCommand } = await import('./key-command.ts');
      return await runKeyCommand(request.key, dataFolder(request.home));
    }
  }
}

/** Anything that is no Fault is a bug; it goes to the log as well. */
async function unknownFault(error: unknown, folder: string): Promise<Fault> {
  const it = fault(
    'internal',
    {},
    { detail: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  ).fault;
  const { openLog } = await import('#backend/log/open-log.ts');
  const log = openLog(folder);
  log.error('The command line ended in an error that is no Fault.', error, { id: it.id });
  log.close();
  return it;
}
