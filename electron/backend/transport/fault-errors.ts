import { mapEventIterator, ORPCError } from '@orpc/client';
import { ValidationError } from '@orpc/contract';
import { fault, isFault, type Fault } from '#shared/fault.ts';
import type { Log } from '#backend/log/open-log.ts';

/** What a call or stream ends in on the wire: see shared/contract/base.ts. */
export type FaultOnWire = ORPCError<'FAULT', Fault>;

const onWire = (data: Fault, cause: unknown): FaultOnWire =>
  new ORPCError('FAULT', { defined: true, status: 400, message: data.sentence, data, cause });

const isOnWire = (error: unknown): error is FaultOnWire =>
  error instanceof ORPCError && error.code === 'FAULT' && error.defined;

/** Where the input does not fit, without any value of it: `draft.name: Too small`. */
const describeIssues = (issues: ValidationError['issues']): string =>
  issues
    .slice(0, 3)
    .map(({ path = [], message }) => {
      const at = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      return at === '' ? message : `${at}: ${message}`;
    })
    .join('; ');

/**
 * Turns whatever a handler throws into the one error that may leave the backend. Anything that is no Fault is a bug: it is
 * logged with its stack under the id that the person sees, and nothing of it leaves.
 * @param call name of the call, for the log
 */
export function toFaultOnWire(error: unknown, call: string, log: Log): FaultOnWire {
  if (isOnWire(error)) return error;
  if (isFault(error)) {
    const { code, id, detail } = error.fault;
    log.info('A call ended in a fault.', { call, code, faultId: id, detail, err: error.cause });
    return onWire(error.fault, error);
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const reason = error.cause instanceof ValidationError ? describeIssues(error.cause.issues) : 'it cannot be read';
    const invalid = fault('call.invalid', { reason }).fault;
    log.warn('A call was refused.', { call, reason, faultId: invalid.id });
    return onWire(invalid, error);
  }
  const internal = fault('internal').fault;
  // What did not fit the contract holds the data itself, which may be a secret: only its place is logged.
  const cause = error instanceof ORPCError ? error.cause : undefined;
  if (cause instanceof ValidationError) {
    const reason = describeIssues(cause.issues);
    log.error('An answer does not fit the contract.', reason, { call, faultId: internal.id });
  } else {
    log.error('A call failed.', error, { call, faultId: internal.id });
  }
  return onWire(internal, error);
}

/** The same stream, whose error is one that may leave the backend. Ids of events stay. */
export const withFaultsOnWire = (
  events: AsyncIterator<unknown, unknown, unknown>,
  call: string,
  log: Log,
): AsyncIterator<unknown, unknown, unknown> =>
  mapEventIterator(events, {
    value: (event) => Promise.resolve(event),
    error: (error) => Promise.resolve(toFaultOnWire(error, call, log)),
  });
