import { ORPCError } from '@orpc/client';
import { fault, faultSchema, isFault, type Fault } from '#shared/fault.ts';

/** What a person is told about any error: its Fault, or `internal` for what is none. */
export function faultOf(error: unknown): Fault {
  if (isFault(error)) return error.fault;
  if (error instanceof ORPCError) {
    const data = faultSchema.safeParse(error.data);
    if (data.success) return data.data;
  }
  return fault('internal', {}, { cause: error }).fault;
}

/** Whether an error only says that the caller itself aborted. */
export const isAborted = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
