import { closeSync, fdatasync, openSync } from 'node:fs';

/**
 * Has the log of the database written to the disk beside the event loop: what `withoutSync` has written is safe from the end of the
 * machine then. Who asks while it is on waits for the next one, so that many share one.
 */
export class LogSync {
  readonly #file: string;
  #log: number | null = null;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  /** @param file the write-ahead log (sqlite.org, WAL-mode File Format); SQLite's own locks are on other files */
  constructor(file: string) {
    this.#file = file;
  }

  async sync(): Promise<void> {
    if (this.#running === null) return (this.#running = this.#start());
    // What runs now may have begun before the last write.
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return (this.#running = this.#start());
      });
    return this.#next;
  }

  close(): void {
    if (this.#log !== null) closeSync(this.#log);
    this.#log = null;
  }

  async #start(): Promise<void> {
    const log = (this.#log ??= openSync(this.#file, 'r'));
    try {
      await new Promise<void>((resolve, reject) => {
        fdatasync(log, (error) => (error === null ? resolve() : reject(error)));
      });
    } finally {
      this.#running = null;
    }
  }
}
