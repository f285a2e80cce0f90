/** Gets `limit` rows from `offset` on, 0-based. */
export type LoadPage<Row> = (offset: number, limit: number, signal: AbortSignal) => Promise<readonly Row[]>;

/** Rows of a page. */
const PAGE = 200;
/** Pages kept; those longest out of sight go first. */
const PAGES_MAX = 60;

const pageOf = (index: number): number => Math.floor(index / PAGE);

/** Rows that come in pages as they come into sight. A patch or a refresh changes them in place. Whoever makes one closes it; a closed one may be used again. */
export class PageStore<Row> {
  readonly #load: LoadPage<Row>;
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #asked = new Map<number, Promise<readonly Row[]>>();
  readonly #subscribers = new Set<() => void>();
  /** Pages that are shown until they come anew. */
  readonly #stale = new Set<number>();
  /** The last row that each page was asked for. */
  readonly #wanted = new Map<number, number>();
  /** First and last row in sight. */
  #sight: readonly [number, number] = [0, -1];
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

  /** Asks for the pages of what is in sight, rows `first` to `last`; rows may have come at the end of the last page since. */
  onSight(first: number, last: number): void {
    this.#sight = [first, last];
    this.#askForSight();
  }

  /**
   * Puts other rows in the place of those that are here, where they are: `change` gives the same row for all others. What
   * is on its way was read before the change, and is asked for anew.
   */
  patch(change: (row: Row) => Row): void {
    for (const [page, rows] of this.#pages) {
      const next = rows.map(change);
      if (next.some((row, at) => row !== rows[at])) this.#pages.set(page, next);
    }
    if (this.#asked.size > 0) {
      this.#end.abort();
      this.#asked.clear();
      this.#askForSight();
    }
    this.#tell();
  }

  /** Fetches anew what is in sight, which stays until it comes, and forgets all other rows. */
  refresh(): void {
    this.#end.abort();
    this.#asked.clear();
    const [first, last] = this.#sight;
    for (const page of this.#pages.keys()) {
      if (page >= pageOf(first) && page <= pageOf(last)) this.#stale.add(page);
      else this.#pages.delete(page);
    }
    this.#askForSight();
  }

  /** Rows `first` to `last`, both included; fetches what is missing, one page after the other. */
  async rowsBetween(first: number, last: number): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let page = pageOf(first); page <= pageOf(last); page += 1) {
      // In turn: a copy must not crowd out what is in sight.
      const got = await this.#page(page, last);
      rows.push(...got.slice(Math.max(0, first - page * PAGE), last - page * PAGE + 1));
    }
    return rows;
  }

  /** Forgets all rows and gives up what is on its way. */
  close(): void {
    this.#end.abort();
    this.#pages.clear();
    this.#asked.clear();
    this.#stale.clear();
    this.#wanted.clear();
  }

  #askForSight(): void {
    const [first, last] = this.#sight;
    for (let page = pageOf(first); page <= pageOf(last); page += 1) {
      // What goes wrong stands in `error`.
      this.#page(page, last).catch(() => undefined);
    }
  }

  /** @param last last row that is wanted, of this page or another */
  #page(page: number, last: number): Promise<readonly Row[]> {
    const kept = this.#pages.get(page);
    const lastHere = Math.min(last, (page + 1) * PAGE - 1);
    const hasMore = kept !== undefined && lastHere >= page * PAGE + kept.length;
    // Asked for the same rows again, a short page stays as it is.
    if (hasMore && lastHere > (this.#wanted.get(page) ?? lastHere)) this.#stale.add(page);
    if (kept !== undefined && !this.#stale.has(page)) {
      // Set anew, it is the youngest again.
      this.#pages.delete(page);
      this.#pages.set(page, kept);
      return Promise.resolve(kept);
    }
    const isAsked = this.#asked.has(page);
    const asked = this.#asked.get(page) ?? this.#fetch(page);
    if (!isAsked) this.#wanted.set(page, lastHere);
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
    this.#stale.delete(page);
    this.#pages.delete(page);
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
    this.#tell();
  }

  #tell(): void {
    this.#version += 1;
    for (const callback of this.#subscribers) callback();
  }
}
