import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import type { Client } from './connection.ts';

/** Options and keys for TanStack Query, one for each call of the contract: `calls.tables.list.queryOptions({ input })`. */
export type Calls = RouterUtils<Client>;

export const callsOf = (client: Client): Calls => createTanstackQueryUtils(client);

/**
 * Answers are kept until the backend says that they changed (useChanges). Nothing is tried again by itself: a Fault says
 * what to do, and a lost connection is waited for in Connection.
 */
export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // 'always': the backend is on this machine, whatever the network is like.
      queries: {
        networkMode: 'always',
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
