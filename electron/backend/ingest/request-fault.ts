import { type Fault, fault, isFault } from '#shared/fault.ts';
import { showBytes } from '#shared/units.ts';
import type { Log } from '#backend/log/open-log.ts';
import { sqlStateOf } from '#backend/copy/session.ts';
import { BODY_BYTES_MAX, mediaTypes } from './request-options.ts';

/** What a request ended in, and the members of its problem beside the usual ones. */
export interface RequestFault {
  readonly it: Fault;
  readonly more: Readonly<Record<string, unknown>>;
}

/** The Fault for whatever a request ended in; what is none is a bug, and is logged. */
export function faultOfRequest(error: unknown, log: Log, url: string): RequestFault {
  if (isFault(error)) return { it: error.fault, more: {} };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { it: fault('ingest.mediaType', { allowed: Object.keys(mediaTypes).join(', ') }).fault, more: {} };
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { it: fault('ingest.tooLarge', { limit: showBytes(BODY_BYTES_MAX) }).fault, more: {} };
    default:
  }
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null;
  if (typeof status === 'number' && status >= 400 && status < 500 && error instanceof Error) {
    return { it: { ...fault('ingest.request', { reason: error.message }).fault, status }, more: {} };
  }
  if (status === 503) return { it: fault('ingest.stopping').fault, more: {} };
  const state = sqlStateOf(error);
  const isAway = state === null ? /connection|socket|ECONN|EPIPE/i.test(String(error)) : /^(?:08|57P|53)/.test(state);
  if (isAway) {
    log.warn('The REST service could not ask the database.', { err: error });
    return { it: fault('ingest.databaseAway', { seconds: 1 }).fault, more: {} };
  }
  const internal = fault('internal').fault;
  log.error('A request to the REST service failed.', error, { faultId: internal.id, url: url.split('?')[0] });
  return { it: internal, more: {} };
}
