import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';
import { Client, type ClientConfig } from 'pg';
import type { Login, ServerAddress } from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';
import { connectFault } from './sqlstate-fault.ts';

/** A session with a server, for rooms that may not import pg. */
export type PostgresClient = Client;

const oldestVersion = 130_000;

export interface ConnectOptions {
  /** For the way to the server, TLS and the password together; ms. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Statements are sent before those that came before them are answered. */
  readonly pipeline?: boolean;
}

/**
 * Opens one session with a Postgres server. Values come back as text, exactly as the server prints them; the time zone
 * is UTC, dates are ISO, no statement has a time limit. The caller ends the client.
 *
 * TLS modes mean what libpq means by them (PostgreSQL manual, 32.19); they do not apply to unix sockets.
 * Nothing is read from PG* variables or ~/.pgpass.
 *
 * Faults: postgres.refused, unknownHost, timeout, hungUp, password, passwordNeeded, role, unknownDatabase, tls*, tooMany,
 * starting, tooOld. Rejects with the signal's reason when it aborts.
 */
export async function connect(login: Login, { timeoutMs = 5000, signal, pipeline = false }: ConnectOptions = {}): Promise<Client> {
  const { address, password } = login;
  signal?.throwIfAborted();
  const ssl = await tlsOptions(address);
  // The types of pg do not know this option yet.
  const options: ClientConfig & { readonly pipeline: boolean } = {
    pipeline,
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    // As a function, because pg takes PGPASSWORD or ~/.pgpass where a plain password is empty.
    password: () => {
      if (password !== null) return password;
      throw fault('postgres.passwordNeeded', { name: `${address.user} at ${address.host}` });
    },
    ssl,
    sslnegotiation: 'postgres',
    application_name: 'sluice',
    // pg takes PGOPTIONS where there are none of ours; a blank says that there are none.
    ...(process.env['PGOPTIONS'] ? { options: ' ' } : {}),
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: () => (text: string) => text },
  };
  const client = new Client(options);
  // A dead connection reaches whoever waits for a query as a rejection; unheard, this event would end the process.
  client.on('error', () => {});
  const abort = (): void => void client.connection.stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    const version = await prepareSession(client);
    if (version.number < oldestVersion) throw fault('postgres.tooOld', { version: version.text });
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    signal?.throwIfAborted();
    throw connectFault(error, address, timeoutMs);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Says goodbye to the server; a server that does not answer within a second is left. Never rejects. */
export async function disconnect(client: Client): Promise<void> {
  const leave = setTimeout(() => client.connection.stream.destroy(), 1000);
  try {
    await client.end();
  } finally {
    clearTimeout(leave);
  }
}

/** Settings by query, not as start-up parameters: poolers refuse those they do not know. */
async function prepareSession(client: Client): Promise<{ readonly number: number; readonly text: string }> {
  const { rows } = await client.query<{ number: string; text: string }>(`
    select set_config('client_encoding', 'UTF8', false),
           set_config('TimeZone', 'UTC', false),
           set_config('DateStyle', 'ISO, MDY', false),
           set_config('IntervalStyle', 'postgres', false),
           set_config('bytea_output', 'hex', false),
           set_config('extra_float_digits', '1', false),
           set_config('statement_timeout', '0', false),
           current_setting('server_version_num') as number,
           current_setting('server_version') as text`);
  return { number: Number(rows[0]?.number), text: rows[0]?.text ?? '' };
}

async function tlsOptions(address: ServerAddress): Promise<tls.ConnectionOptions | false> {
  if (address.host.startsWith('/')) return false;
  switch (address.tls) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { rejectUnauthorized: true, ca: await readAuthorities(address), checkServerIdentity: () => undefined };
    case 'verify-full':
      return { rejectUnauthorized: true, ca: await readAuthorities(address) };
  }
}

const caFileReasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'its permissions forbid it',
};

/** The certificates of the CA file, or without one those that Node and the operating system trust. */
async function readAuthorities({ caFile }: ServerAddress): Promise<string | string[] | undefined> {
  // Node before 22.15 cannot ask the operating system.
  if (caFile === null && !('getCACertificates' in tls)) return undefined;
  if (caFile === null) return [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  try {
    const pem = await readFile(caFile, 'latin1');
    // Throws on what is no certificate; OpenSSL would take such a file and then trust nobody.
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = caFileReasons[code] ?? 'it holds no certificate';
    throw fault('postgres.tlsCaFile', { file: caFile, reason }, { cause: error });
  }
}
