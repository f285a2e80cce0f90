import type { IngestGauges, RecentRequest } from '#shared/ingest.ts';

/** A request that was answered, with its time as a number. */
interface NotedRequest extends Omit<RecentRequest, 'at'> {
  readonly at: number;
}

const RECENT = 100;
/** Answers whose times are remembered. */
const TIMES = 2048;

/** What the service has done since it started, counted without an object for each request. */
export class Gauges {
  requests = 0;
  rows = 0;
  rejected = 0;
  readonly byStatus = new Map<number, number>();
  /** Told the time of each answer, in seconds. */
  timed: (seconds: number) => void = () => undefined;
  readonly #recent: NotedRequest[] = [];
  #next = 0;
  readonly #times = new Float32Array(TIMES);
  #timed = 0;
  #last = { atMs: performance.now(), requests: 0, rows: 0, rejected: 0 };
  #rates = { requestsPerSecond: 0, rowsPerSecond: 0, rejectedPerSecond: 0 };

  note(status: number, ms: number, rows: number, rejected: number): void {
    this.requests += 1;
    this.rows += rows;
    this.rejected += rejected;
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    this.#times[this.#timed % TIMES] = ms;
    this.#timed += 1;
    this.timed(ms / 1000);
  }

  noteRecent(request: NotedRequest): void {
    this.#recent[this.#next] = request;
    this.#next = (this.#next + 1) % RECENT;
  }

  /** Newest first. */
  recent(): RecentRequest[] {
    return [...this.#recent.slice(this.#next), ...this.#recent.slice(0, this.#next)]
      .toReversed()
      .map((one) => ({ ...one, at: new Date(one.at).toISOString() }));
  }

  /** @param nowMs by performance.now; rates are those between two calls at least a second apart */
  read(nowMs: number): Omit<IngestGauges, 'waiting' | 'databaseAway'> {
    const seconds = (nowMs - this.#last.atMs) / 1000;
    if (seconds >= 1) {
      this.#rates = {
        requestsPerSecond: (this.requests - this.#last.requests) / seconds,
        rowsPerSecond: (this.rows - this.#last.rows) / seconds,
        rejectedPerSecond: (this.rejected - this.#last.rejected) / seconds,
      };
      this.#last = { atMs: nowMs, requests: this.requests, rows: this.rows, rejected: this.rejected };
    }
    const times = this.#times.slice(0, Math.min(this.#timed, TIMES)).toSorted();
    const quantile = (part: number): number | null =>
      times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? null;
    const { requests, rows, rejected } = this;
    return { requests, rows, rejected, ...this.#rates, latencyP50: quantile(0.5), latencyP99: quantile(0.99) };
  }
}
