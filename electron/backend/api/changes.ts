import type { Change } from '#shared/contract/app.ts';

/** Tells every window which of its queries to ask anew. */
export class Changes {
  readonly #watchers = new Set<(topic: Change['topic']) => void>();
  readonly #listeners = new Set<(topic: Change['topic']) => void>();

  /** Whether anybody would hear of a change. */
  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  emit(topic: Change['topic']): void {
    for (const watcher of this.#watchers) watcher(topic);
    for (const listener of this.#listeners) listener(topic);
  }

  /** Tells this process itself of changes; returns what ends it. Unlike a window, it counts for nobody who watches. */
  listen(listener: (topic: Change['topic']) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Changes from now on. Several of one topic that nobody has read yet are one. */
  async *watch(signal: AbortSignal | undefined): AsyncGenerator<Change, void, void> {
    const waiting = new Set<Change['topic']>();
    let wake = (): void => {};
    const watcher = (topic: Change['topic']): void => {
      waiting.add(topic);
      wake();
    };
    const stop = (): void => wake();
    this.#watchers.add(watcher);
    signal?.addEventListener('abort', stop);
    try {
      while (!signal?.aborted) {
        for (const topic of waiting) {
          waiting.delete(topic);
          yield { topic };
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (waiting.size > 0 || signal?.aborted) resolve();
        });
      }
    } finally {
      this.#watchers.delete(watcher);
      signal?.removeEventListener('abort', stop);
    }
  }
}
