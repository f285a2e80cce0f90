import type { Connection } from '#shared/connection.ts';

/** Where a connection leads: `db2.internal:5432`, the folder of a socket, or `this computer` for the built-in database. */
export function showPlace(connection: Pick<Connection, 'kind' | 'address'>): string {
  if (connection.address === null) return 'this computer';
  const { host, port } = connection.address;
  if (host.startsWith('/')) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The database by name, and where it is: `hr_warehouse on db2.internal:5432`. */
export function showWhere(connection: Connection): string {
  const { address, name } = connection;
  return address === null ? `${name} on this computer` : `${address.database} on ${showPlace(connection)}`;
}

/** How the connection is kept from others' eyes: a TLS mode, or what stands in its place. */
export function showTls(connection: Connection): string {
  const { address } = connection;
  if (address === null || address.host.startsWith('/')) return 'local socket';
  return address.tls === 'disable' ? 'not encrypted' : address.tls;
}
