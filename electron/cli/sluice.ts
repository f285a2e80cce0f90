import { keepCompiled } from '#backend/keep-compiled.ts';

// Entry of the `sluice` command. An import is compiled before the first line runs: hence the one that waits.

keepCompiled();
const { runSluice } = await import('./run-sluice.ts');
const code = await runSluice(process.argv.slice(2));
// What could not be written has made it 1 already.
process.exitCode ??= code;
