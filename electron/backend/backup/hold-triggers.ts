import { fault } from '#shared/fault.ts';
import type { Session } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { Held } from './hold-references.ts';

interface FiringTrigger {
  readonly name: string;
  /** Quoted, with its schema. */
  readonly table: string;
  readonly enabled: string;
  readonly mayChange: string;
}

/**
 * Turns the triggers of tables and of their partitions off until `release`; those that keep foreign keys stay on.
 * Faults: restore.triggers where only the owner of a table can do that.
 */
export async function holdTriggers(session: Session, oids: readonly number[]): Promise<Held> {
  const { rows: triggers } = await session.query<{ [Name in keyof FiringTrigger]: string }>(firingSql, [oids]);
  const others = triggers.filter(({ mayChange }) => mayChange !== 't');
  if (others.length > 0)
    throw fault('restore.triggers', { table: [...new Set(others.map(({ table }) => table))].join(', ') });
  for (const trigger of triggers) await session.query(alterTrigger(trigger, 'disable'));
  return {
    release: async () => {
      for (const trigger of triggers)
        await session.query(alterTrigger(trigger, trigger.enabled === 'A' ? 'enable always' : 'enable'));
    },
  };
}

const alterTrigger = ({ table, name }: FiringTrigger, how: string): string =>
  `alter table only ${table} ${how} trigger ${quoteIdentifier(name)}`;

/** Of a trigger of a partitioned table, each partition has a copy; older servers call that internal. */
const firingSql = `
  select t.tgname as name, format('%I.%I', n.nspname, c.relname) as table, t.tgenabled as enabled,
    pg_has_role(c.relowner, 'usage') as "mayChange"
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where t.tgenabled in ('O', 'A') and (not t.tgisinternal or (t.tgparentid <> 0 and t.tgconstrrelid = 0))
    and t.tgrelid in (
      select part.oid from unnest($1::oid[]) root (oid) cross join lateral (
        select root.oid union select relid from pg_partition_tree(root.oid)) part (oid))
  order by c.oid, t.tgname`;
