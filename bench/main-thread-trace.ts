import { once } from 'node:events';
import type { CDPSession } from '@playwright/test';
import { z } from 'zod';

const eventSchema = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** CPU time of the thread, µs; only of events that have a duration. */
  tdur: z.number().optional(),
  args: z.object({ name: z.string().optional() }).loose().optional(),
});
export type TraceEvent = z.infer<typeof eventSchema>;

/** What the page's processes did while `work` ran, as Chromium's timeline tells it. */
export async function traceOf(session: CDPSession, work: () => Promise<unknown>): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...z.array(eventSchema).parse(value)));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', '__metadata'] },
  });
  await work();
  const complete = once(session as unknown as NodeJS.EventEmitter, 'Tracing.tracingComplete');
  await session.send('Tracing.end');
  await complete;
  return events;
}

/** Steps of a frame on the main thread that come after style and layout: none of them holds another. */
const paintSteps = new Set(['PrePaint', 'Paint', 'Layerize', 'Commit']);

/** CPU ms that the main threads of pages spent on painting. */
export function paintOf(events: readonly TraceEvent[]): number {
  const mains = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  );
  return (
    events
      .filter((event) => paintSteps.has(event.name) && mains.has(threadOf(event)))
      .reduce((sum, { tdur }) => sum + (tdur ?? 0), 0) / 1000
  );
}

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
