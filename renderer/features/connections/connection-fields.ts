import type { Connection, ConnectionDraft, Environment, ServerAddress, TlsMode } from '#shared/connection.ts';

/** What a person fills in; all text as it is typed. */
export interface ConnectionFields {
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly schema: string;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsMode;
  /** Whether a person or a URL named the TLS mode; until then it follows the host. */
  readonly tlsChosen: boolean;
  readonly caFile: string;
  readonly environment: Environment;
}

export type FieldName = keyof Omit<ConnectionFields, 'tlsChosen' | 'environment'>;
export type FieldErrors = Partial<Record<FieldName, string>>;

export const emptyFields: ConnectionFields = {
  name: '',
  host: '',
  port: '5432',
  database: '',
  schema: 'public',
  user: '',
  password: '',
  tls: 'verify-full',
  tlsChosen: false,
  caFile: '',
  environment: 'local',
};

const isLocal = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1|\/.*)$/i.test(host.trim());

/** What the host alone says about TLS: on this machine a server rarely has any, elsewhere it must prove its name. */
const tlsFor = (host: string): TlsMode => (isLocal(host) ? 'disable' : 'verify-full');

/** The fields after one was typed in. */
export function changeField(fields: ConnectionFields, change: Partial<ConnectionFields>): ConnectionFields {
  const next = { ...fields, ...change };
  if (change.tls !== undefined) return { ...next, tlsChosen: true };
  return change.host !== undefined && !next.tlsChosen ? { ...next, tls: tlsFor(next.host) } : next;
}

const addressFields = (address: ServerAddress): Partial<ConnectionFields> => ({
  host: address.host,
  port: String(address.port),
  database: address.database,
  schema: address.schema,
  user: address.user,
  tls: address.tls,
  tlsChosen: true,
  caFile: address.caFile ?? '',
});

/** The fields with what a pasted URL says; what it does not name stays. */
export const withAddress = (
  fields: ConnectionFields,
  address: ServerAddress,
  password: string | null,
): ConnectionFields => ({ ...fields, ...addressFields(address), ...(password === null ? {} : { password }) });

/** The fields of a saved connection; its password is not among them. */
export const fieldsOf = (connection: Connection): ConnectionFields => ({
  ...emptyFields,
  name: connection.name,
  environment: connection.environment,
  ...(connection.address === null ? {} : addressFields(connection.address)),
});

/** A URL as it may stay in sight: its password is in the field for passwords. */
export const withoutPassword = (url: string): string => url.replace(/^(\w+:\/\/[^:@/?#]*):[^@/?#]*@/, '$1@');

export const usesCaFile = (tls: TlsMode): boolean => tls === 'verify-ca' || tls === 'verify-full';

/** What is missing or cannot be; empty when the fields make a draft. */
export function fieldErrors(fields: ConnectionFields): FieldErrors {
  const errors: FieldErrors = {};
  if (fields.host.trim() === '') errors.host = 'Name the machine, or the folder of a socket.';
  const port = Number(fields.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) errors.port = 'A port is a number from 1 to 65535.';
  if (fields.database.trim() === '') errors.database = 'Name the database.';
  if (fields.user.trim() === '') errors.user = 'Name the role.';
  if (fields.schema.trim() === '') errors.schema = 'Name the schema.';
  return errors;
}

/** The draft that the fields make. Its name, where none was given, is that of the database. */
export function draftOf(fields: ConnectionFields): ConnectionDraft {
  const database = fields.database.trim();
  const caFile = fields.caFile.trim();
  return {
    name: fields.name.trim() === '' ? database : fields.name.trim(),
    kind: 'server',
    environment: fields.environment,
    address: {
      host: fields.host.trim(),
      port: Number(fields.port),
      database,
      user: fields.user.trim(),
      schema: fields.schema.trim(),
      tls: fields.tls,
      caFile: usesCaFile(fields.tls) && caFile !== '' ? caFile : null,
    },
  };
}

const places: Readonly<Record<string, FieldName>> = {
  'postgres.refused': 'host',
  'postgres.unknownHost': 'host',
  'postgres.timeout': 'host',
  'postgres.hungUp': 'port',
  'postgres.password': 'password',
  'postgres.passwordNeeded': 'password',
  'postgres.role': 'user',
  'postgres.unknownDatabase': 'database',
  'postgres.unknownSchema': 'schema',
  'postgres.tlsMissing': 'tls',
  'postgres.tlsUntrusted': 'caFile',
  'postgres.tlsExpired': 'tls',
  'postgres.tlsNotYetValid': 'tls',
  'postgres.tlsHost': 'tls',
  'postgres.tlsFailed': 'tls',
  'postgres.tlsCaFile': 'caFile',
};

/** The field that a fault of the server is about; null where none is. */
export const fieldOfFault = (code: string): FieldName | null => places[code] ?? null;
