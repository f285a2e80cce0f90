import type { Timings } from '#shared/run.ts';

/** What a run spends its time on. */
export type Phase = 'plan' | 'read' | 'check' | 'copy' | 'commit';

/** Tells where the time of a run went: each stretch belongs to one phase, so that together they are the whole. */
export class Stopwatch {
  #startMs = performance.now();
  #lapMs = this.#startMs;
  #pausedMs: number | null = null;
  readonly #spentMs: Record<Phase, number> = { plan: 0, read: 0, check: 0, copy: 0, commit: 0 };

  /** The time since the last lap went into this phase. */
  lap(phase: Phase): void {
    const now = performance.now();
    this.#spentMs[phase] += now - this.#lapMs;
    this.#lapMs = now;
  }

  /** What follows until `goOn` is no time of this run. */
  pause(): void {
    this.#pausedMs = performance.now();
  }

  goOn(): void {
    const pauseMs = performance.now() - (this.#pausedMs ?? performance.now());
    this.#pausedMs = null;
    this.#startMs += pauseMs;
    this.#lapMs += pauseMs;
  }

  get elapsedMs(): number {
    return (this.#pausedMs ?? performance.now()) - this.#startMs;
  }

  get timings(): Timings {
    const spent = this.#spentMs;
    return {
      planMs: spent.plan,
      readMs: spent.read,
      checkMs: spent.check,
      copyMs: spent.copy,
      commitMs: spent.commit,
    };
  }
}
