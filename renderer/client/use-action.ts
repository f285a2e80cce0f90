import { useMutation, type UseMutationOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Fault } from '#shared/fault.ts';
import { faultOf } from './fault-of.ts';

/** How an action ended. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export interface Action<TInput, TOutput> {
  /** Does it; never rejects. */
  readonly run: (input: TInput) => Promise<Outcome<TOutput>>;
  readonly pending: boolean;
  /** Of the last run, until the next one starts or `reset`. */
  readonly fault: Fault | null;
  readonly data: TOutput | undefined;
  readonly reset: () => void;
}

/**
 * Calls what changes something.
 * @example const save = useAction(calls.connections.save.mutationOptions());
 *          const outcome = await save.run({ … });
 */
export function useAction<TInput, TOutput, TError, TContext>(
  options: UseMutationOptions<TOutput, TError, TInput, TContext>,
): Action<TInput, TOutput> {
  const mutation = useMutation(options);
  const { error, mutateAsync, reset } = mutation;
  const fault = useMemo(() => (error === null ? null : faultOf(error)), [error]);
  const run = useMemo(
    () =>
      async (input: TInput): Promise<Outcome<TOutput>> => {
        try {
          return { ok: true, value: await mutateAsync(input) };
        } catch (thrown) {
          return { ok: false, fault: faultOf(thrown) };
        }
      },
    [mutateAsync],
  );
  return { run, pending: mutation.isPending, fault, data: mutation.data, reset };
}
