/** Gets `limit` rows from `offset` on, 0-based. */
export type LoadPage<Row> = (offset: number, limit: number, signal: AbortSignal) => Promise<readonly Row[]>;

/** Rows of a page. */
const PAGE = 200;
/** Pages kept; those longest out of sight go first. */
const PAGES_MAX = 60;

const pageOf = (index: number): number => Math.floor(index / PAGE);

/** Rows that come in pages as they come into sight. Whoever makes one closes it; a closed one may be used again. */
export class PageStore<Row> {
  readonly #load: LoadPage<Row>;
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #asked = new Map<number, Promise<readonly Row[]>>();
  readonly #subscribers = new Set<() => void>();
  #end = new AbortController();
  #version = 0;
  #error: unknown = null;

  constructor(load: LoadPage<Row>) {
    this.#load = load;
  }

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#subscribers.add(onChange);
    return () => this.#subscribers.delete(onChange);
  };

  /** Goes up whenever rows came or could not be had. */
  readonly version = (): number => this.#version;

  /** Why the last page did not come; null when it did. */
  get error(): unknown {
    return this.#error;
  }

  rowAt(index: number): Row | undefined {
    return this.#pages.get(pageOf(index))?.[index % PAGE];
  }

  /** Asks for the pages of what is in sight, rows `first` to `last`. */
  onSight(first: number, last: number): void {
    for (let page = pageOf(first); page <= pageOf(last); page += 1) {
      // What goes wrong stands in `error`.
      this.#page(page).catch(() => undefined);
    }
  }

  /** Rows `first` to `last`, both included; fetches what is missing, one page after the other. */
  async rowsBetween(first: number, last: number): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let page = pageOf(first); page <= pageOf(last); page += 1) {
      // In turn: a copy must not crowd out what is in sight.
      const got = await this.#page(page);
      rows.push(...got.slice(Math.max(0, first - page * PAGE), last - page * PAGE + 1));
    }
    return rows;
  }

  /** Forgets all rows and gives up what is on its way. */
  close(): void {
    this.#end.abort();
    this.#pages.clear();
    this.#asked.clear();
  }

  #page(page: number): Promise<readonly Row[]> {
    const kept = this.#pages.get(page);
    if (kept !== undefined) {
      // Set anew, it is the youngest again.
      this.#pages.delete(page);
      this.#pages.set(page, kept);
      return Promise.resolve(kept);
    }
    const asked = this.#asked.get(page) ?? this.#fetch(page);
    this.#asked.set(page, asked);
    return asked;
  }

  async #fetch(page: number): Promise<readonly Row[]> {
    if (this.#end.signal.aborted) this.#end = new AbortController();
    const { signal } = this.#end;
    try {
      const rows = await this.#load(page * PAGE, PAGE, signal);
      if (!signal.aborted) this.#keep(page, rows);
      return rows;
    } catch (error) {
      if (!signal.aborted) this.#changed(page, error);
      throw error;
    }
  }

  #keep(page: number, rows: readonly Row[]): void {
    this.#pages.set(page, rows);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX) break;
      this.#pages.delete(oldest);
    }
    this.#changed(page, null);
  }

  #changed(page: number, error: unknown): void {
    this.#asked.delete(page);
    this.#error = error;
    this.#version += 1;
    for (const callback of this.#subscribers) callback();
  }
}
