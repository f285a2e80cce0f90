/** Gets `limit` rows from `offset` on, 0-based. */
export type LoadPage<Row> = (offset: number, limit: number, signal: AbortSignal) => Promise<readonly Row[]>;

/** Rows of a page. */
const PAGE = 200;
/** Pages kept; those longest out of sight go first. */
const PAGES_MAX = 60;

/** What is on its way comes within so many calls of onSight, one a frame: rows that will be in sight by then are asked for. */
const CALLS_AHEAD = 12;

const pageOf = (index: number): number => Math.floor(index / PAGE);

const isWithin = (page: number, [first, last]: readonly [number, number]): boolean => page >= first && page <= last;

/** A page that is on its way. */
interface Asked<Row> {
  readonly rows: Promise<readonly Row[]>;
  readonly end: AbortController;
  /** Only because it was in sight, or soon would have been: it is given up when that has passed. */
  isForSight: boolean;
}

/** Rows that come in pages as they come into sight. A patch or a refresh changes them in place. Whoever makes one closes it; a closed one may be used again. */
export class PageStore<Row> {
  readonly #load: LoadPage<Row>;
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #asked = new Map<number, Asked<Row>>();
  readonly #subscribers = new Set<() => void>();
  /** Pages that are shown until they come anew. */
  readonly #stale = new Set<number>();
  /** The last row in sight, or copied, that each page was asked for; none where it came ahead of time. */
  readonly #reached = new Map<number, number>();
  /** First and last row in sight. */
  #sight: readonly [number, number] = [0, -1];
  /** First and last page that is wanted: those in sight, and those that will be soon. */
  #wanted: readonly [number, number] = [0, -1];
  #version = 0;
  #error: unknown = null;

  constructor(load: LoadPage<Row>) {
    this.#load = load;
  }

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#subscribers.add(onChange);
    return () => this.#subscribers.delete(onChange);
  };

  /** Goes up whenever rows in sight came or changed, or rows could not be had. */
  readonly version = (): number => this.#version;

  /** Why the last page did not come; null when it did. */
  get error(): unknown {
    return this.#error;
  }

  rowAt(index: number): Row | undefined {
    return this.#pages.get(pageOf(index))?.[index % PAGE];
  }

  /**
   * Asks for the pages of what is in sight, rows `first` to `last`, then for those that come next in the direction in which it
   * moves. What was asked for and has been passed is given up. Called once a frame while it moves; rows may have come at the end of
   * the last page since.
   */
  onSight(first: number, last: number): void {
    const moved = first - this.#sight[0];
    const isJump = last < first || this.#sight[1] < 0 || Math.abs(moved) >= PAGE;
    const ahead = isJump ? 0 : moved * CALLS_AHEAD;
    this.#sight = [first, last];
    this.#wanted = [Math.max(0, pageOf(first + Math.min(0, ahead))), pageOf(last + Math.max(0, ahead))];
    for (const [page, asked] of this.#asked) if (asked.isForSight && !isWithin(page, this.#wanted)) this.#giveUp(page);
    this.#askForWanted();
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
      this.#giveUpAll();
      this.#askForWanted();
    }
    this.#tell();
  }

  /** Fetches anew what is in sight, which stays until it comes, and forgets all other rows. */
  refresh(): void {
    this.#giveUpAll();
    for (const page of this.#pages.keys()) {
      if (isWithin(page, this.#pagesInSight())) this.#stale.add(page);
      else this.#pages.delete(page);
    }
    this.#wanted = this.#pagesInSight();
    this.#askForWanted();
  }

  /** Rows `first` to `last`, both included; fetches what is missing, one page after the other. */
  async rowsBetween(first: number, last: number): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (let page = pageOf(first); page <= pageOf(last); page += 1) {
      // In turn: a copy must not crowd out what is in sight.
      const got = await this.#page(page, false, last);
      rows.push(...got.slice(Math.max(0, first - page * PAGE), last - page * PAGE + 1));
    }
    return rows;
  }

  /** Forgets all rows and gives up what is on its way. */
  close(): void {
    this.#giveUpAll();
    this.#pages.clear();
    this.#stale.clear();
    this.#reached.clear();
  }

  #pagesInSight(): readonly [number, number] {
    const [first, last] = this.#sight;
    return [pageOf(first), pageOf(last)];
  }

  #askForWanted(): void {
    const inSight = this.#pagesInSight();
    const [first, last] = this.#wanted;
    const pages = Array.from({ length: last - first + 1 }, (_, place) => first + place);
    // What goes wrong stands in `error`.
    const ask = (page: number, last?: number): void => void this.#page(page, true, last).catch(() => undefined);
    for (const page of pages) if (isWithin(page, inSight)) ask(page, this.#sight[1]);
    for (const page of pages) if (!isWithin(page, inSight)) ask(page);
  }

  #giveUp(page: number): void {
    this.#asked.get(page)?.end.abort();
    this.#asked.delete(page);
  }

  #giveUpAll(): void {
    for (const page of this.#asked.keys()) this.#giveUp(page);
  }

  /** @param last last row that is known to be there, of this page or another; left out where nobody knows */
  #page(page: number, isForSight: boolean, last = -1): Promise<readonly Row[]> {
    const kept = this.#pages.get(page);
    const lastHere = Math.min(last, (page + 1) * PAGE - 1);
    const hasMore = kept !== undefined && lastHere >= page * PAGE + kept.length;
    // Asked for the same rows again, a short page stays as it is.
    if (hasMore && lastHere > (this.#reached.get(page) ?? -1)) this.#stale.add(page);
    if (kept !== undefined && !this.#stale.has(page)) {
      // Set anew, it is the youngest again.
      this.#pages.delete(page);
      this.#pages.set(page, kept);
      return Promise.resolve(kept);
    }
    const before = this.#asked.get(page);
    if (before !== undefined) {
      before.isForSight &&= isForSight;
      return before.rows;
    }
    if (last >= 0) this.#reached.set(page, lastHere);
    else this.#reached.delete(page);
    const end = new AbortController();
    const asked = { rows: this.#fetch(page, end.signal), end, isForSight };
    this.#asked.set(page, asked);
    return asked.rows;
  }

  async #fetch(page: number, signal: AbortSignal): Promise<readonly Row[]> {
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
    const isSeen = error !== this.#error || isWithin(page, this.#pagesInSight());
    this.#error = error;
    // What came ahead of time is looked at when it comes into sight.
    if (isSeen) this.#tell();
  }

  #tell(): void {
    this.#version += 1;
    for (const callback of this.#subscribers) callback();
  }
}
