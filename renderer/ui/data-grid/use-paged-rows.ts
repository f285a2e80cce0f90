import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { PageStore, type LoadPage } from './page-store.ts';

/** What a DataGrid needs of rows that come in pages. */
export interface PagedRows<Row> {
  /** The row, or undefined while its page is on its way. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Asks for what is in sight. */
  readonly onSight: (first: number, last: number) => void;
  /** Rows first to last, both included, fetching what is missing. */
  readonly rowsBetween: (first: number, last: number) => Promise<readonly Row[]>;
  /** Puts other rows in the place of some that are here; gives the same row for all others. */
  readonly patch: (change: (row: Row) => Row) => void;
  /** Fetches anew what is in sight, without taking it away meanwhile. */
  readonly refresh: () => void;
  /** Why the last page did not come; null when it did. */
  readonly error: unknown;
}

/**
 * Rows that come in pages as they come into sight: a million are as smooth as a hundred.
 * @param load the same function as long as the rows are the same; another one begins anew
 */
export function usePagedRows<Row>(load: LoadPage<Row>): PagedRows<Row> {
  const store = useMemo(() => new PageStore(load), [load]);
  useEffect(() => () => store.close(), [store]);
  const version = useSyncExternalStore(store.subscribe, store.version);
  return useMemo(
    () => ({
      rowAt: (index: number) => store.rowAt(index),
      onSight: (first: number, last: number) => store.onSight(first, last),
      rowsBetween: (first: number, last: number) => store.rowsBetween(first, last),
      patch: (change: (row: Row) => Row) => store.patch(change),
      refresh: () => store.refresh(),
      error: store.error,
    }),
    // A new object for each version, so that the grid draws what came.
    // oxlint-disable-next-line react/exhaustive-deps -- `version` stands for what the store holds
    [store, version],
  );
}
