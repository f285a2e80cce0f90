import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Gauges } from './gauges.ts';

export interface MeteredParts {
  readonly gauges: Gauges;
  readonly waiting: () => number;
  readonly databaseAway: () => boolean;
}

/** What a monitor reads (Prometheus text format): our own counts, taken when they are asked for. */
export class Metrics {
  readonly #registry = new Registry();

  constructor(parts: MeteredParts) {
    const registers = [this.#registry];
    const { gauges } = parts;
    const told = new Map<string, number>();
    // A counter of prom-client only goes up by steps: what was told before is known here.
    const step = (name: string, now: number): number => {
      const before = told.get(name) ?? 0;
      told.set(name, now);
      return now - before;
    };
    const requests: Counter<'status'> = new Counter({
      name: 'sluice_requests_total',
      help: 'Requests answered, by status',
      labelNames: ['status'],
      registers,
      collect: () => {
        for (const [status, count] of gauges.byStatus) requests.inc({ status }, step(`status ${status}`, count));
      },
    });
    const rows: Counter = new Counter({
      name: 'sluice_rows_total',
      help: 'Rows judged',
      registers,
      collect: () => rows.inc(step('rows', gauges.rows)),
    });
    const rejected: Counter = new Counter({
      name: 'sluice_rows_rejected_total',
      help: 'Rows that did not go in',
      registers,
      collect: () => rejected.inc(step('rejected', gauges.rejected)),
    });
    const latency = new Histogram({
      name: 'sluice_request_seconds',
      help: 'Time to the answer',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    gauges.timed = (seconds) => latency.observe(seconds);
    const waiting: Gauge = new Gauge({
      name: 'sluice_requests_waiting',
      help: 'Requests that wait for a transaction',
      registers,
      collect: () => waiting.set(parts.waiting()),
    });
    const away: Gauge = new Gauge({
      name: 'sluice_database_away',
      help: '1 while the database cannot be reached',
      registers,
      collect: () => away.set(parts.databaseAway() ? 1 : 0),
    });
    const memory: Gauge = new Gauge({
      name: 'process_resident_memory_bytes',
      help: 'Resident memory of the process',
      registers,
      collect: () => memory.set(process.memoryUsage.rss()),
    });
  }

  async read(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
