import { userInfo } from 'node:os';
import { type Login, type ServerAddress, serverAddressSchema, type TlsMode } from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';

/** What libpq knows and what makes no difference here: ignored. */
const ignored = new Set([
  'application_name',
  'channel_binding',
  'client_encoding',
  'connect_timeout',
  'fallback_application_name',
  'gssencmode',
  'keepalives',
  'keepalives_count',
  'keepalives_idle',
  'keepalives_interval',
  'load_balance_hosts',
  'require_auth',
  'ssl_min_protocol_version',
  'sslcompression',
  'sslnegotiation',
  'sslsni',
  'target_session_attrs',
  'tcp_user_timeout',
]);
/** What libpq knows and what we would have to obey. */
const unsupported = new Set([
  'hostaddr',
  'options',
  'passfile',
  'service',
  'sslcert',
  'sslcrl',
  'sslkey',
  'sslpassword',
]);

/**
 * Reads `postgres://user:password@host:5432/database?sslmode=…` as libpq does (PostgreSQL manual, 32.1.1.2), with
 * `host=/folder` for a unix socket. Two things differ: no PG* variable is read, and sslmode `allow`, `prefer` or none at
 * all becomes `require`, or `disable` on this machine, because Sluice never falls back to plain text by itself. As with
 * libpq, `require` with a CA file is `verify-ca`.
 *
 * Faults: connection.url, whose reason never quotes the URL: a password with a stray slash could stand anywhere in it.
 */
export function parseConnectionUrl(url: string): Login {
  const match = /^postgres(?:ql)?:\/\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url.trim());
  if (!match) throw refuse('it does not begin with postgres://');
  const [, authority = '', path = '', query = ''] = match;
  const at = authority.lastIndexOf('@');
  const [user = '', password] = split(at < 0 ? '' : authority.slice(0, at), ':').map(decode);
  const parameters = readParameters(query);
  const server = readHost(authority.slice(at + 1));
  const host = parameters.get('host') ?? (server.host || 'localhost');
  if (host.includes(',')) throw refuse('it names several hosts');
  const login = parameters.get('user') ?? (user || userInfo().username);
  const caFile = parameters.get('sslrootcert') ?? null;
  const address = serverAddressSchema.safeParse({
    host,
    port: readPort(parameters.get('port') ?? server.port),
    database: parameters.get('dbname') ?? (decode(path) || login),
    user: login,
    schema: parameters.get('schema') ?? 'public',
    tls: readTlsMode(parameters, host),
    caFile: caFile === 'system' ? null : caFile,
  });
  if (!address.success)
    throw refuse(`its ${address.error.issues.map((issue) => issue.path.join('.')).join(', ')} is not valid`);
  return { address: address.data, password: parameters.get('password') ?? password ?? null };
}

/** Writes an address as a URL that `parseConnectionUrl` reads back; never with a password. */
export function formatConnectionUrl(address: ServerAddress): string {
  const { host, port, database, user, schema, tls, caFile } = address;
  const socket = host.startsWith('/');
  const name = host.includes(':') ? `[${host}]` : encodeURIComponent(host);
  const parameters = new URLSearchParams({ sslmode: tls });
  if (socket) parameters.set('host', host);
  if (caFile !== null) parameters.set('sslrootcert', caFile);
  if (schema !== 'public') parameters.set('schema', schema);
  const query = parameters.toString().replaceAll('+', '%20');
  return `postgres://${encodeURIComponent(user)}@${socket ? '' : name}:${port}/${encodeURIComponent(database)}?${query}`;
}

const refuse = (reason: string): Error => fault('connection.url', { reason });

/** At the first separator only: a password may hold more of them. */
function split(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('a percent sign in it is not followed by two hexadecimal digits');
  }
}

function readHost(text: string): { readonly host: string; readonly port: string } {
  const [, ipv6, name = '', port = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(text) ?? [];
  return { host: ipv6 ?? decode(name), port };
}

function readPort(text: string): number {
  if (text === '') return 5432;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw refuse('its port is not a number from 1 to 65535');
  return port;
}

function readParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&').filter((some) => some !== '')) {
    const [name = '', value = ''] = split(part, '=').map(decode);
    if (unsupported.has(name)) throw refuse(`Sluice cannot do what its parameter ${name} asks for`);
    if (known.has(name)) parameters.set(name, value);
    else if (!ignored.has(name)) throw refuse('it has a parameter that is not known');
  }
  return parameters;
}

/** `ssl` is what JDBC writes, and libpq takes it too; `schema` is ours. */
const known = new Set(['host', 'port', 'dbname', 'user', 'password', 'sslmode', 'sslrootcert', 'ssl', 'schema']);

const isThisMachine = (host: string): boolean => /^(\/.*|localhost|127(\.\d+){3}|::1)$/s.test(host);

function readTlsMode(parameters: ReadonlyMap<string, string>, host: string): TlsMode {
  const caFile = parameters.get('sslrootcert');
  const mode = parameters.get('sslmode') ?? (parameters.get('ssl') === 'true' ? 'require' : 'prefer');
  switch (mode) {
    case 'disable':
    case 'verify-full':
      return mode;
    case 'require':
    case 'verify-ca':
      return caFile === undefined ? mode : 'verify-ca';
    case 'allow':
    case 'prefer':
      if (caFile !== undefined) return 'verify-ca';
      return isThisMachine(host) ? 'disable' : 'require';
    default:
      throw refuse('its sslmode is none of disable, require, verify-ca, verify-full');
  }
}
