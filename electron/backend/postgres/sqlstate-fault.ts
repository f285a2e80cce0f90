import { type FaultCode, type FaultError, type FaultValues, fault, isFault } from '#shared/fault.ts';
import type { ServerAddress } from '#shared/connection.ts';

/** What pg throws for an ErrorResponse of the server (PostgreSQL manual, 54.8: Error and Notice Message Fields). */
interface ServerError extends Error {
  readonly code: string;
  readonly severity: string | undefined;
  readonly detail?: string;
  readonly hint?: string;
}

/** A SQLSTATE is five digits or capital letters; so are some of the system's codes (EPIPE), which have no severity. */
export const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error &&
  'severity' in error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^[0-9A-Z]{5}$/.test(error.code);

/** By SQLSTATE, else by its class (the first two characters). PostgreSQL manual, appendix A. */
const byState: Readonly<Record<string, FaultCode>> = {
  '28P01': 'postgres.password',
  '28000': 'postgres.role',
  '3D000': 'postgres.unknownDatabase',
  '3F000': 'postgres.unknownSchema',
  '25006': 'postgres.readOnly',
  '25P03': 'postgres.gone',
  '40001': 'postgres.conflict',
  '40P01': 'postgres.conflict',
  '42501': 'postgres.permission',
  '42P01': 'postgres.noTable',
  '53100': 'postgres.diskFull',
  '53300': 'postgres.tooMany',
  '55P03': 'postgres.locked',
  '57014': 'postgres.cancelled',
  '57P01': 'postgres.gone',
  '57P02': 'postgres.gone',
  '57P03': 'postgres.starting',
  '57P04': 'postgres.gone',
  '57P05': 'postgres.gone',
  '08': 'postgres.gone',
};

const bySystemCode: Readonly<Record<string, FaultCode>> = {
  ECONNREFUSED: 'postgres.refused',
  ENOENT: 'postgres.refused',
  EACCES: 'postgres.refused',
  ENOTSOCK: 'postgres.refused',
  EADDRNOTAVAIL: 'postgres.refused',
  EHOSTUNREACH: 'postgres.refused',
  EHOSTDOWN: 'postgres.refused',
  ENETUNREACH: 'postgres.refused',
  ENETDOWN: 'postgres.refused',
  ENOTFOUND: 'postgres.unknownHost',
  EAI_AGAIN: 'postgres.unknownHost',
  EAI_FAIL: 'postgres.unknownHost',
  ETIMEDOUT: 'postgres.timeout',
  ECONNRESET: 'postgres.gone',
  ECONNABORTED: 'postgres.gone',
  EPIPE: 'postgres.gone',
  ERR_STREAM_DESTROYED: 'postgres.gone',
  ERR_STREAM_WRITE_AFTER_END: 'postgres.gone',
  ERR_TLS_CERT_ALTNAME_INVALID: 'postgres.tlsHost',
  CERT_HAS_EXPIRED: 'postgres.tlsExpired',
  CERT_NOT_YET_VALID: 'postgres.tlsNotYetValid',
  CERT_CHAIN_TOO_LONG: 'postgres.tlsUntrusted',
  CERT_REJECTED: 'postgres.tlsUntrusted',
  CERT_REVOKED: 'postgres.tlsUntrusted',
  CERT_SIGNATURE_FAILURE: 'postgres.tlsUntrusted',
  CERT_UNTRUSTED: 'postgres.tlsUntrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'postgres.tlsUntrusted',
  INVALID_CA: 'postgres.tlsUntrusted',
  INVALID_PURPOSE: 'postgres.tlsUntrusted',
  PATH_LENGTH_EXCEEDED: 'postgres.tlsUntrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'postgres.tlsUntrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'postgres.tlsUntrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'postgres.tlsUntrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'postgres.tlsUntrusted',
  EPROTO: 'postgres.tlsFailed',
};

/** Errors that pg makes itself carry no code, only these words (pg 8.23, lib/client.js and lib/connection.js). */
const byMessage: readonly (readonly [start: string, code: FaultCode])[] = [
  ['The server does not support SSL connections', 'postgres.tlsMissing'],
  ['There was an error establishing an SSL connection', 'postgres.hungUp'],
  ['timeout expired', 'postgres.timeout'],
  ['Connection terminated', 'postgres.gone'],
  ['Client has encountered a connection error', 'postgres.gone'],
  ['Client was closed', 'postgres.gone'],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be', 'postgres.password'],
  ['SASL: SCRAM-SERVER-FINAL-MESSAGE: server signature', 'postgres.password'],
  ['SASL', 'postgres.error'],
  ['Unknown authenticationOk', 'postgres.error'],
];

/**
 * What a failed attempt to connect means to a person. Everything that goes wrong there is the network's or the
 * server's doing, so this always answers with a Fault.
 * @param timeoutMs how long was waited
 */
export function connectFault(error: unknown, address: ServerAddress, timeoutMs: number): FaultError {
  if (isFault(error)) return error;
  const code = codeOf(error) ?? 'postgres.error';
  // Nothing was under way yet: there is nothing to roll back.
  return makeFault(code === 'postgres.gone' ? 'postgres.hungUp' : code, error, address, timeoutMs);
}

/**
 * What an error of a query or a COPY means to a person: a Fault where the server or the network is the cause, else the
 * error as it came, since it is a bug or an abort.
 */
export function queryFault(error: unknown, address: ServerAddress): Error {
  if (isFault(error)) return error;
  const code = codeOf(error);
  if (code !== undefined) return makeFault(code, error, address, 0);
  return error instanceof Error ? error : new Error(String(error));
}

function codeOf(error: unknown): FaultCode | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isServerError(error)) return byState[error.code] ?? byState[error.code.slice(0, 2)] ?? 'postgres.error';
  if ('code' in error && typeof error.code === 'string') {
    return bySystemCode[error.code] ?? (/^ERR_(TLS|SSL|OSSL)_/.test(error.code) ? 'postgres.tlsFailed' : undefined);
  }
  return byMessage.find(([start]) => error.message.startsWith(start))?.[1];
}

function makeFault(code: FaultCode, error: unknown, address: ServerAddress, timeoutMs: number): FaultError {
  const values: FaultValues = {
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    schema: address.schema,
    seconds: timeoutMs / 1000,
    reason: reasonOf(error),
  };
  return fault(code, values, { detail: detailOf(error), cause: error });
}

/** The message as a part of a sentence: one line, no full stop at its end. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // OpenSSL's own errors read "write EPROTO 40C7…:error:0A000102:SSL routines:…"; the words stand in `reason`.
  if (error instanceof Error && 'reason' in error && typeof error.reason === 'string') return error.reason;
  return message.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}

function detailOf(error: unknown): string {
  if (isServerError(error)) {
    const lines = [`SQLSTATE ${error.code}: ${error.message}`];
    if (error.detail) lines.push(error.detail);
    if (error.hint) lines.push(error.hint);
    return lines.join('\n');
  }
  // Node tries every address of a name and hands back all failures at once, with an empty message.
  if (error instanceof AggregateError) return error.errors.map((one: unknown) => detailOf(one)).join('\n');
  return error instanceof Error ? error.message : String(error);
}
