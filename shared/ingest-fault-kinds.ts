import { kind } from './fault-kind.ts';

/** Faults of the REST door; see fault-kinds.ts. */
export const ingestFaultKinds = {
  'ingest.json': kind(
    'The body is not JSON: {reason}, at byte {byteOffset}, line {line}, column {column}.',
    'Correct it at that place and send it again.',
  ),
  'ingest.encoding': kind('The body is not UTF-8 text: {reason}.', 'Send it in UTF-8.'),
  'ingest.emptyBatch': kind('The request holds no row.', 'Send 1 to {max} rows.'),
  'ingest.header': kind('The first line of the CSV does not name the columns: {reason}.', 'Name each column once.'),
  'ingest.parameter': kind('The parameter {name} is {value}, which it cannot be.', 'It takes {allowed}.'),
  'ingest.noKey': kind('The request carries no key.', 'Send a key of this service as x-api-key.', { status: 401 }),
  'ingest.wrongKey': kind('The key is none of this service, has expired, or was revoked.', 'Ask for a new one.', {
    status: 401,
  }),
  'ingest.tableForbidden': kind('The key has no right to the table {table}.', 'It may write to {tables}.', { status: 403 }),
  'ingest.hostForbidden': kind('The request names another host than this service.', 'Use the address of the service.', {
    status: 403,
  }),
  'ingest.unknownTable': kind('There is no table {table}.', 'The tables are {tables}.', { status: 404 }),
  'ingest.noRoute': kind('There is nothing at this address.', 'Send rows to /v1/ and the name of a table.', { status: 404 }),
  'ingest.method': kind('{method} is not taken here.', 'Use {allowed}.', { status: 405 }),
  'ingest.inFlight': kind('A request with this Idempotency-Key is under way.', 'Send it again in a moment.', {
    status: 409,
    retry: true,
  }),
  'ingest.tooManyRows': kind('The request holds more than {max} rows.', 'Send them in several requests.', { status: 413 }),
  'ingest.tooLarge': kind('The body is larger than {limit}.', 'Send it in several requests.', { status: 413 }),
  'ingest.mediaType': kind('The body is of a type that is not read.', 'Send {allowed}.', { status: 415 }),
  'ingest.rowRefused': kind('{rejected} of {rows} rows are wrong; none went in.', 'Correct them and send all again.', {
    status: 422,
  }),
  'ingest.otherBody': kind(
    'This Idempotency-Key was used for another request.',
    'Use a new key for each request.',
    { status: 422 },
  ),
  'ingest.idempotencyKey': kind('The Idempotency-Key is not 1 to 200 printable characters.', 'Send another one.'),
  'ingest.limited': kind('The key has used up its {what}.', 'Wait {seconds} s.', { status: 429, retry: true }),
  'ingest.databaseAway': kind('The database cannot be reached.', 'Send the request again in {seconds} s.', {
    status: 503,
    retry: true,
  }),
  'ingest.busy': kind('More requests wait than the service holds.', 'Send the request again in {seconds} s.', {
    status: 503,
    retry: true,
  }),
  'ingest.unsettled': kind(
    'The connection to the database was lost while the rows were committed.',
    'Look in the table whether they are there; with an Idempotency-Key, send the request again.',
    { status: 503, retry: true },
  ),
  'ingest.stopping': kind('The service is stopping.', 'Send the request again when it runs.', { status: 503, retry: true }),
  'ingest.request': kind('The request is none that HTTP allows: {reason}.', 'Correct it and send it again.'),
  'ingest.running': kind('The REST service runs already.', 'Stop it first.', { status: 409 }),
  'ingest.address': kind('The REST service cannot listen at {host}: {reason}.', 'Choose another address or port.'),
  'ingest.needsTls': kind(
    'The REST service listens beyond this machine only with TLS.',
    'Give a certificate and its key, or listen at 127.0.0.1.',
  ),
  'ingest.tls': kind('The certificate or its key cannot be used: {reason}.', 'Choose PEM files that belong together.'),
  'key.unknown': kind('There is no key {name}.', 'Look in the list of keys.', { status: 404 }),
  'key.taken': kind('There is a key {name} already.', 'Choose another name, or revoke that one first.', { status: 409 }),
  'key.table': kind('There is no table {table} that the key could be for.', 'Name one that is there.', { status: 404 }),
} as const;
