import type { ConnectionReport, Login } from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';
import { connect, type ConnectOptions, disconnect, type PostgresClient } from './connect.ts';
import { queryFault } from './sqlstate-fault.ts';

/** The newest major version that Sluice's tests run against. */
const newestTried = 18;

interface ServerFacts {
  readonly major: number;
  readonly version: string;
  readonly encrypted: boolean;
  readonly remote: boolean;
  readonly database: string;
  readonly user: string;
  readonly schema_exists: boolean;
  readonly superuser: boolean;
  readonly standby: boolean;
  readonly read_only: boolean;
  readonly encoding: string;
  readonly may_use: boolean;
  readonly may_create: boolean;
  readonly tables: number;
  readonly select: number;
  readonly insert: number;
  readonly update: number;
  readonly delete: number;
}

/**
 * Connects, looks round and leaves: version, round trip (the quickest of three queries, ms), and what the role may do in
 * the connection's schema, in words.
 * Faults: those of `connect`, and postgres.unknownSchema.
 */
export async function tryConnection(login: Login, options: ConnectOptions = {}): Promise<ConnectionReport> {
  const { address } = login;
  const client = await connect(login, options);
  try {
    const facts = await readFacts(client, address.schema);
    if (!facts.schema_exists) throw fault('postgres.unknownSchema', { schema: address.schema });
    return {
      version: facts.version,
      roundTripMs: await measureRoundTrip(client),
      encrypted: facts.encrypted,
      database: facts.database,
      user: facts.user,
      schema: address.schema,
      rights: describeRights(facts),
      notes: describeNotes(facts),
    };
  } catch (error) {
    throw queryFault(error, address);
  } finally {
    await disconnect(client);
  }
}

async function readFacts(client: PostgresClient, schema: string): Promise<ServerFacts> {
  const { rows } = await client.query<{ facts: string }>(
    `select json_build_object(
       'major', current_setting('server_version_num')::int / 10000,
       'version', split_part(current_setting('server_version'), ' ', 1),
       'encrypted', coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false),
       'remote', inet_client_addr() is not null and inet_client_addr() <> inet_server_addr(),
       'database', current_database(),
       'user', current_user,
       'schema_exists', s.oid is not null,
       'superuser', (select rolsuper from pg_roles where rolname = current_user),
       'standby', pg_is_in_recovery(),
       'read_only', current_setting('default_transaction_read_only')::bool,
       'encoding', current_setting('server_encoding'),
       'may_use', coalesce(has_schema_privilege(s.oid, 'usage'), false),
       'may_create', coalesce(has_schema_privilege(s.oid, 'create'), false),
       'tables', t.tables, 'select', t.select, 'insert', t.insert, 'update', t.update, 'delete', t.delete) as facts
     from (select (select oid from pg_namespace where nspname = $1) as oid) s
     cross join lateral (
       select count(*) as tables,
              count(*) filter (where has_table_privilege(c.oid, 'select')) as select,
              count(*) filter (where has_table_privilege(c.oid, 'insert')) as insert,
              count(*) filter (where has_table_privilege(c.oid, 'update')) as update,
              count(*) filter (where has_table_privilege(c.oid, 'delete')) as delete
       from pg_class c
       where c.relnamespace = s.oid and c.relkind in ('r', 'p') and not c.relispartition) t`,
    [schema],
  );
  // What the statement above builds.
  return JSON.parse(rows[0]?.facts ?? '{}') as ServerFacts;
}

async function measureRoundTrip(client: PostgresClient): Promise<number> {
  const timesMs: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await client.query('select 1');
    timesMs.push(performance.now() - start);
  }
  return Math.min(...timesMs);
}

function describeRights(facts: ServerFacts): string[] {
  if (facts.superuser) return ['everything, as superuser'];
  if (!facts.may_use) return ['nothing: the role may not use the schema'];
  const verbs = [
    ['read', facts.select],
    ['insert into', facts.insert],
    ['update', facts.update],
    ['delete from', facts.delete],
  ] as const;
  const rights = facts.may_create ? ['create tables'] : [];
  for (const [verb, count] of verbs) {
    if (count > 0) rights.push(`${verb} ${count < facts.tables ? `${count} of ${facts.tables}` : 'all'} tables`);
  }
  return rights.length > 0 ? rights : ['nothing in this schema'];
}

function describeNotes(facts: ServerFacts): string[] {
  const notes: string[] = [];
  if (facts.standby) notes.push('This is a standby: it takes no writes.');
  else if (facts.read_only) notes.push('This role or database is set to read only.');
  if (facts.remote && !facts.encrypted) notes.push('TLS is off: rows travel as plain text.');
  if (facts.encoding !== 'UTF8')
    notes.push(`The database stores ${facts.encoding}: it refuses characters that it lacks.`);
  if (facts.major > newestTried) notes.push(`PostgreSQL ${facts.major} is newer than any that Sluice was tried with.`);
  return notes;
}
