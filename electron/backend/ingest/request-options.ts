import { fault, type FaultError } from '#shared/fault.ts';
import type { DoorMode } from './door-table.ts';
import type { BodyFormat } from './read-request.ts';

export const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** What a request to a table asks for beside its rows. */
export interface RequestOptions {
  readonly mode: DoorMode;
  readonly atomic: boolean;
  readonly dryRun: boolean;
  readonly ignoreUnknown: boolean;
}

const usual: RequestOptions = { mode: 'insert', atomic: false, dryRun: false, ignoreUnknown: false };

const modes: Readonly<Record<string, DoorMode>> = { error: 'insert', skip: 'skip', update: 'upsert' };
const parameters = ['mode', 'dry_run', 'on_conflict', 'unknown'] as const;

/** Reads the parameters of a request. Faults: ingest.parameter. */
export function readOptions(url: string): RequestOptions {
  const at = url.indexOf('?');
  if (at < 0) return usual;
  const query = new URLSearchParams(url.slice(at + 1));
  for (const name of new Set(query.keys())) {
    if (!parameters.some((known) => known === name)) {
      throw fault('ingest.parameter', {
        name,
        value: 'not known',
        allowed: `one of ${parameters.join(', ')} as its name`,
      });
    }
    if (query.getAll(name).length > 1) throw refuse(name, 'given twice', 'one value');
  }
  return {
    atomic: choose(query, 'mode', { partial: false, atomic: true }, false),
    dryRun: choose(query, 'dry_run', { false: false, true: true }, false),
    mode: choose(query, 'on_conflict', modes, 'insert'),
    ignoreUnknown: choose(query, 'unknown', { error: false, ignore: true }, false),
  };
}

function choose<T>(query: URLSearchParams, name: string, values: Readonly<Record<string, T>>, usually: T): T {
  const given = query.get(name);
  if (given === null) return usually;
  const value = Object.hasOwn(values, given) ? values[given] : undefined;
  if (value === undefined) throw refuse(name, given.slice(0, 100), Object.keys(values).join(' or '));
  return value;
}

const refuse = (name: string, value: string, allowed: string): FaultError =>
  fault('ingest.parameter', { name, value, allowed });

export const mediaTypes: Readonly<Record<string, BodyFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'text/csv': 'csv',
};

/** What a body is made of. Faults: ingest.mediaType, for text in another encoding than UTF-8 too. */
export function formatOf(contentType: string | undefined): BodyFormat {
  // As nearly all are.
  if (contentType === 'application/json') return 'json';
  const [type = '', ...more] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const format = Object.hasOwn(mediaTypes, type) ? mediaTypes[type] : undefined;
  const charset = more
    .find((part) => part.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  const isRead = charset === undefined || ['utf-8', 'utf8', 'us-ascii'].includes(charset);
  if (format === undefined || !isRead) {
    throw fault('ingest.mediaType', { allowed: `${Object.keys(mediaTypes).join(', ')} in UTF-8` });
  }
  return format;
}

/** Faults: ingest.idempotencyKey. */
export function idempotencyKeyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const text = Array.isArray(header) ? header.join(',') : header;
  // A structured field's string has quotes (draft-ietf-httpapi-idempotency-key-header).
  const key = /^"(.*)"$/.exec(text)?.[1] ?? text;
  if (!/^[\x20-\x7e]{1,200}$/.test(key)) throw fault('ingest.idempotencyKey');
  return key;
}
