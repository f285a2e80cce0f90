import { fault } from '#shared/fault.ts';
import type { TableName } from '#shared/column.ts';
import type { TableDefinition } from '#shared/table-definition.ts';
import type { Session } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { type CreateStatements, createStatements } from './create-statements.ts';
import { planTypes } from './create-types.ts';

/**
 * The statements that make a table of its definition on the server of the session: first schemas and types that are missing there.
 * Nothing is created yet. Run with an empty search path, since expressions name what they use with its schema.
 * Faults: restore.typesMissing.
 */
export async function planNewTable(
  session: Session,
  definition: TableDefinition,
  target: TableName,
): Promise<CreateStatements> {
  const names = definition.types.map(({ sql }) => sql);
  const { rows: known } = await session.query<{ sql: string }>(
    'select sql from unnest($1::text[]) sql where to_regtype(sql) is not null',
    [names],
  );
  const { statements, unmakeable } = planTypes(definition, new Set(known.map(({ sql }) => sql)));
  if (unmakeable.length > 0) throw fault('restore.typesMissing', { types: unmakeable.join(', ') });

  const { rows: taken } = await session.query<{ name: string }>(
    'select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1',
    [target.schema],
  );
  const { rows: settings } = await session.query<{ values: string }>(
    `select array_to_string(enumvals, ',') as values from pg_settings where name = 'default_toast_compression'`,
  );
  const made = createStatements(definition, {
    target,
    taken: new Set(taken.map(({ name }) => name)),
    compressions: new Set(settings[0]?.values.split(',')),
  });

  const { rows: schemas } = await session.query<{ name: string }>(
    'select distinct name from unnest($1::text[]) name where not exists (select 1 from pg_namespace where nspname = name)',
    [[target.schema, ...definition.types.map(({ schema }) => schema)]],
  );
  const schemaStatements = schemas.map(({ name }) => `create schema ${quoteIdentifier(name)}`);
  return { ...made, create: [...schemaStatements, ...statements, ...made.create] };
}
