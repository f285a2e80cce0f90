import { fault } from '#shared/fault.ts';
import type { Session } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';

/** What waits until all rows are back, or is off until then. */
export interface Held {
  /** Judges what waited, and leaves all as it was; before COMMIT. Rejects with the server's refusal. */
  release(): Promise<void>;
}

interface WaitingKey {
  readonly name: string;
  readonly nameSchema: string;
  readonly schema: string;
  readonly table: string;
  readonly deferrable: string;
  readonly mayChange: string;
}

/**
 * Has foreign keys wait until all rows of a restore are back: those by which rows of other tables refer to rows that go and come
 * again, and those between the tables whose parent comes later. One that is not deferrable is made so until `release`.
 * @param oids of the tables, in the order in which their rows come
 * @param emptied of those whose rows go
 * Faults: restore.circle.
 */
export async function holdReferences(
  session: Session,
  oids: readonly number[],
  emptied: readonly number[],
): Promise<Held> {
  const { rows: keys } = await session.query<{ [Name in keyof WaitingKey]: string }>(waitingSql, [oids, emptied]);
  const fixed = keys.filter(({ deferrable }) => deferrable !== 't');
  const others = fixed.filter(({ mayChange }) => mayChange !== 't');
  if (others.length > 0)
    throw fault('restore.circle', { keys: others.map(({ name, table }) => `${name} of ${table}`).join(', ') });
  for (const key of fixed) await session.query(alterKey(key, 'deferrable initially deferred'));
  for (const { name, nameSchema, deferrable } of keys) {
    if (deferrable !== 't') continue;
    await session.query(`set constraints ${quoteIdentifier(nameSchema)}.${quoteIdentifier(name)} deferred`);
  }
  return {
    release: async () => {
      await session.query('set constraints all immediate');
      for (const key of fixed) await session.query(alterKey(key, 'not deferrable'));
    },
  };
}

const alterKey = ({ schema, table, name }: WaitingKey, how: string): string =>
  `alter table ${quoteIdentifier(schema)}.${quoteIdentifier(table)} alter constraint ${quoteIdentifier(name)} ${how}`;

/** Tables by the position in which their rows come, their partitions with them. */
const waitingSql = `
  with restored as (
    select root.position, part.oid, root.oid = any ($2::oid[]) as emptied
    from unnest($1::oid[]) with ordinality root (oid, position) cross join lateral (
      select root.oid union select relid from pg_partition_tree(root.oid)) part (oid)
  )
  select k.conname as name, kn.nspname as "nameSchema", n.nspname as schema, c.relname as table,
    k.condeferrable as deferrable, pg_has_role(c.relowner, 'usage') as "mayChange"
  from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace join pg_namespace kn on kn.oid = k.connamespace
    join restored parent on parent.oid = k.confrelid
    left join restored child on child.oid = k.conrelid
  where k.contype = 'f' and coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
    and not exists (select 1 from pg_constraint m where m.oid = k.conparentid)
    and case when child.oid is null then parent.emptied and k.confdeltype = 'a' else parent.position > child.position end
  order by k.oid`;
