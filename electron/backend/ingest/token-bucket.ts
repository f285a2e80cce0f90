/**
 * A bucket that fills at a steady rate up to its size, and from which each request takes (Tanenbaum, Computer Networks, Token Bucket).
 * The kept packages for Fastify count within fixed windows, which lets twice the limit through at their edges and knows no burst.
 */
export class TokenBucket {
  readonly #rate: number;
  readonly #size: number;
  #tokens: number;
  #filledMs: number;

  /** @param rate tokens a second */
  constructor(rate: number, size: number, nowMs: number) {
    this.#rate = rate;
    this.#size = size;
    this.#tokens = size;
    this.#filledMs = nowMs;
  }

  /** Takes so many tokens if they are there. More than the bucket holds are taken from a full one, which is in debt then. */
  take(count: number, nowMs: number): boolean {
    this.#fill(nowMs);
    if (this.#tokens < Math.min(count, this.#size)) return false;
    this.#tokens -= count;
    return true;
  }

  /** Whole tokens that are left. */
  left(nowMs: number): number {
    this.#fill(nowMs);
    return Math.max(0, Math.floor(this.#tokens));
  }

  /** Seconds until so many tokens are there, at least 1. */
  secondsUntil(count: number, nowMs: number): number {
    this.#fill(nowMs);
    return Math.max(1, Math.ceil((Math.min(count, this.#size) - this.#tokens) / this.#rate));
  }

  #fill(nowMs: number): void {
    // A clock that was put back fills nothing.
    const seconds = Math.max(0, nowMs - this.#filledMs) / 1000;
    this.#tokens = Math.min(this.#size, this.#tokens + seconds * this.#rate);
    this.#filledMs = nowMs;
  }
}
