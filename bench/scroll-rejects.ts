/**
 * Measures what a frame costs while 100,000 rejects scroll by: `npm run bench:scroll`, or `npm run bench:scroll -- 1000000`
 * for another number. The built app in its headless host, a real browser without a GPU. Printed per speed: how long
 * frames took, and the CPU time of the page's main thread for each by kind. Over 16.7 ms of it, 60 frames a second are
 * out of reach on any machine like this one; what the drawing of pixels takes beside it depends on the GPU.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { startInBrowser, type Sluice } from '../e2e/host.ts';
import { connectionsOf } from '../e2e/pages/connections.ts';
import { rejectsOf } from '../e2e/pages/rejects.ts';
import { shellOf } from '../e2e/pages/shell.ts';
import { samples } from '../e2e/samples.ts';
import { paintOf, traceOf } from './main-thread-trace.ts';

const ROWS = Number(process.argv[2] ?? 100_000);
const FRAMES = 240;
/** px a frame: a turned wheel, and a dragged thumb of the scrollbar. */
const SPEEDS = [120, 1000];

/** How long frames took, ms, and in how many of them a row in sight was still on its way. */
interface Frames {
  readonly took: readonly number[];
  readonly waiting: number;
}

/** Which rows have a field too few: a third of them, in no order that a grid could profit by. */
const isShort = (id: number): boolean => Math.imul(id, 0x9e37_79b1) >>> 0 < 2 ** 32 / 3;

/** Loads so many rows of which each is rejected for one of two reasons, and one that fits. */
async function loadRejects(sluice: Sluice, folder: string): Promise<void> {
  const path = join(folder, 'hired_employees.csv');
  await pipeline(function* lines() {
    for (let id = 1; id <= ROWS; id += 1)
      yield isShort(id) ? `${id},Paco Ivain,5,11\n` : `${id},Ada Berg,2021-01-01T00:00:00Z,1,\n`;
    yield `${ROWS + 1},Ada Berg,2021-01-01T00:00:00Z,1,3\n`;
  }, createWriteStream(path));
  await sluice.command('load', samples.departments, samples.jobs, '--to', 'embedded');
  const { exitCode, stderr } = await sluice.command('load', path, '--to', 'embedded');
  if (exitCode !== 3) throw new Error(`The load ended with ${exitCode}, not with rejects: ${stderr}`);
}

/** Scrolls the grid down by so many px in each of the next frames. */
function scrollDown(page: Page, step: number): Promise<Frames> {
  return page.evaluate(
    async ({ by, frames }) => {
      const box = document.querySelector('[role="grid"]')?.parentElement;
      if (box == null) throw new Error('There is no grid.');
      box.scrollTop = 0;
      await new Promise((done) => {
        setTimeout(done, 1000);
      });
      const took: number[] = [];
      let waiting = 0;
      await new Promise<void>((done) => {
        let last: number | null = null;
        const tick = (now: number): void => {
          if (last !== null) took.push(now - last);
          last = now;
          if (document.querySelector('tr[aria-busy="true"]') !== null) waiting += 1;
          box.scrollTop += by;
          if (took.length < frames) requestAnimationFrame(tick);
          else done();
        };
        requestAnimationFrame(tick);
      });
      return { took, waiting };
    },
    { by: step, frames: FRAMES },
  );
}

/** CPU seconds of the main thread so far, by kind. */
async function cpuOf(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

const ms = (value: number): string => value.toFixed(1).padStart(7);

async function measure(page: Page, session: CDPSession, step: number): Promise<void> {
  const before = await cpuOf(session);
  const { took, waiting } = await scrollDown(page, step);
  const after = await cpuOf(session);
  const perFrame = (name: string): number => (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000) / took.length;
  const sorted = took.toSorted((one, other) => one - other);
  const quantile = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
  const mean = took.reduce((sum, each) => sum + each, 0) / took.length;
  // Again under a trace, which costs time of its own: only what nothing else tells is read from it.
  const paint = paintOf(await traceOf(session, () => scrollDown(page, step))) / FRAMES;
  const [script, style, layout] = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'].map(perFrame);
  const main = (script ?? 0) + (style ?? 0) + (layout ?? 0) + paint;
  console.log(`\n${step} px a frame, ${took.length} frames`);
  console.log(
    `  frame      p50 ${ms(quantile(0.5))} ms   p95 ${ms(quantile(0.95))} ms   ${(1000 / mean).toFixed(0)} a second`,
  );
  console.log(`  main thread    ${ms(main)} ms of CPU a frame, of which`);
  console.log(`    script       ${ms(script ?? 0)}`);
  console.log(`    style        ${ms(style ?? 0)}`);
  console.log(`    layout       ${ms(layout ?? 0)}`);
  console.log(`    paint        ${ms(paint)}`);
  console.log(`  all its tasks  ${ms(perFrame('TaskDuration'))} ms, the beat of the measurement included`);
  console.log(`  rows still on their way in ${waiting} frames`);
}

async function openRejects(page: Page): Promise<void> {
  await connectionsOf(page).enter();
  await page.reload();
  await shellOf(page).section('Rejects').click();
  await rejectsOf(page).row(1).waitFor();
}

const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
const sluice = await startInBrowser({ chromium });
try {
  await loadRejects(sluice, folder);
  const page = await sluice.openWindow();
  await openRejects(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  console.log(`${ROWS.toLocaleString('en-US')} rejects, ${page.context().browser()?.version() ?? ''}, no GPU`);
  for (const step of SPEEDS) await measure(page, session, step);
} finally {
  await sluice.close();
  await rm(folder, { recursive: true, force: true });
}
