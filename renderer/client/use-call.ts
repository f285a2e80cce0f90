import { useQuery, type QueryKey, type UseQueryOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Fault } from '#shared/fault.ts';
import { faultOf } from './fault-of.ts';

/** What a component shows of a call. */
export interface CallResult<T> {
  /** The last answer; it stays while a newer one is fetched. */
  readonly data: T | undefined;
  readonly fault: Fault | null;
  /** No answer yet. */
  readonly pending: boolean;
  /** An answer is on its way. */
  readonly fetching: boolean;
  /** Asks again; the result tells how it went. */
  readonly refetch: () => void;
}

/**
 * Shows what a call answers and keeps it fresh.
 * @example useCall(calls.tables.list.queryOptions({ input: { connectionId } }))
 * @example useCall(calls.runs.get.queryOptions({ input: runId === null ? skipToken : { runId } }))
 */
export function useCall<TOutput, TError, TData = TOutput>(
  options: UseQueryOptions<TOutput, TError, TData, QueryKey>,
): CallResult<TData> {
  const query = useQuery(options);
  const { error, refetch } = query;
  const fault = useMemo(() => (error === null ? null : faultOf(error)), [error]);
  const again = useMemo(() => () => void refetch(), [refetch]);
  return { data: query.data, fault, pending: query.isPending, fetching: query.isFetching, refetch: again };
}
