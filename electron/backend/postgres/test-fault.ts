import { type Fault, isFault } from '#shared/fault.ts';

/** The Fault that a promise rejects with; anything else that it does is an error of the test. */
export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error: unknown = await work.then(
    () => new Error('It did not reject.'),
    (reason: unknown) => reason,
  );
  if (isFault(error)) return error.fault;
  throw error instanceof Error ? error : new Error(String(error));
}
