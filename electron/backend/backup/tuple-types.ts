import type { RestoreColumn } from '#shared/restore.ts';
import type { TableDefinition } from '#shared/table-definition.ts';
import type { Session } from '#backend/copy/session.ts';
import type { OpenBackup } from './open-backup.ts';

/** The types that the values in the tuples of a backup are of, by column, as SQL names them, without modifiers. */
export function tupleTypes({
  columns,
  manifest,
}: Pick<OpenBackup, 'columns' | 'manifest'>): ReadonlyMap<string, string> {
  return new Map(
    columns.map(({ name, cast }, index) => [name, cast ?? baseType(manifest.definition, index) ?? 'text']),
  );
}

/** Domains are taken off, and the binary form of an enum is its label. */
function baseType({ columns, types }: TableDefinition, index: number): string | undefined {
  const type = types.find(({ oid }) => oid === columns[index]?.base.type);
  return type?.kind === 'enum' ? 'text' : type?.sql;
}

/**
 * Of the types by which values of a backup go into their columns, those that the server does not have. What it has is a type and nothing
 * else, whoever wrote the manifest: it may stand in a statement.
 */
export async function missingTypes(
  session: Session,
  backup: OpenBackup,
  columns: readonly RestoreColumn[],
): Promise<readonly string[]> {
  const types = tupleTypes(backup);
  const casts = new Map(backup.columns.map(({ name, cast }) => [name, cast]));
  const wanted = new Set(
    columns
      .filter(({ name, fate }) => fate === 'converted' || (fate === 'same' && casts.get(name) !== null))
      .flatMap(({ name }) => types.get(name) ?? []),
  );
  if (wanted.size === 0) return [];
  const { rows } = await session.query<{ type: string }>(
    'select type from unnest($1::text[]) type where to_regtype(type) is null',
    [[...wanted]],
  );
  return rows.map(({ type }) => type);
}
