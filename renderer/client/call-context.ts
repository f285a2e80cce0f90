import { ORPCError } from '@orpc/client';
import type { ClientRetryPluginContext } from '@orpc/client/plugins';

/** What a call may carry beside its input. */
export type CallContext = ClientRetryPluginContext;

const RESUME_DELAY_MS = 100;

/**
 * For event streams: when the connection is lost, the stream goes on after the reconnection with the event after the last
 * one seen. Never for a call: a lost answer does not tell whether the work was done.
 */
export const resuming: CallContext = {
  retry: Number.POSITIVE_INFINITY,
  retryDelay: RESUME_DELAY_MS,
  // An ORPCError is the backend's answer; everything else is a lost connection.
  shouldRetry: ({ error, signal }) => signal?.aborted !== true && !(error instanceof ORPCError),
};
