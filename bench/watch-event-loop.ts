import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Loaded into a process by `--import`: notes how long its event loop was kept, and writes it at the end to the file that
// SLUICE_BENCH_DELAYS names.

/** ms between two looks: what is measured beyond it is delay. */
const RESOLUTION_MS = 1;

const file = process.env['SLUICE_BENCH_DELAYS'];
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();
process.once('exit', () => {
  delays.disable();
  const beyond = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  const { min, max } = delays;
  const [p50, p99] = [50, 99].map((share) => beyond(delays.percentile(share)));
  if (file !== undefined) writeFileSync(file, JSON.stringify({ min: beyond(min), p50, p99, max: beyond(max) }));
});
