import type { Session } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { LoadPlan } from './plan-load.ts';

/** So many numbers at most are taken one after the other rather than skipped: a fifth of a second for the server. */
export const TAKEN_MAX = 1_000_000n;

/** A sequence that gives a column of the file its default, as the catalog has it. */
interface Sequence {
  readonly column: string;
  readonly oid: string;
  /** Schema and name, quoted. */
  readonly name: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly mayRead: string;
  readonly mayTake: string;
  readonly maySet: string;
}

/** What a person should know of a run: for instance of a sequence that may stand behind the values that were loaded. */
export interface RunNote {
  /** '': none of its own. */
  readonly column: string;
  readonly sentence: string;
}

/** A table that rows were put into, and the columns that they filled. */
export type FilledTable = Pick<LoadPlan, 'table' | 'target' | 'visible'> & {
  readonly check: { readonly columns: readonly { readonly name: string }[] };
};

/**
 * Moves each sequence that gives a filled column its default (serial, identity by default, any `nextval`) past the values
 * that stand in the column, so that the next row that takes the default gets a new one. Never moves one back, and leaves
 * those that are past them already. Returns those that it may not move.
 *
 * Called right before COMMIT, since sequences know no transactions: should COMMIT fail, the rows are gone and the numbers
 * stay skipped. That leaves a gap, as any INSERT that is rolled back does; no number is given out twice.
 *
 * Other sessions may take numbers at the same time, and there is no lock against that for a role that does not own the
 * sequence. So the way is gone with nextval, which only ever goes on. setval would go back if others were faster; it is used
 * where more than TAKEN_MAX numbers lie between, which nobody takes between two statements.
 */
export async function moveSequences(session: Session, plan: FilledTable): Promise<readonly RunNote[]> {
  if (plan.table === null) return [];
  const filled = plan.check.columns.map(({ name }) => name);
  const { rows: sequences } = await session.query<Sequence>(sequencesSql, [plan.table.oid, filled]);
  const left: RunNote[] = [];
  for (const sequence of sequences) {
    if (await moveSequence(session, plan, sequence)) continue;
    const { user } = session.login.address;
    const { name, column } = sequence;
    const sentence = `The sequence ${name} was not moved past the values of ${column}: the role ${user} may not.`;
    left.push({ column, sentence });
  }
  return left;
}

/** False where it may have to be moved, and this role may not look or not do it. */
async function moveSequence(session: Session, plan: FilledTable, sequence: Sequence): Promise<boolean> {
  if (!plan.visible || sequence.mayRead !== 't') return false;
  const last = await lastValue(session, plan, sequence);
  if (last === null) return true;
  const increment = BigInt(sequence.increment);
  const isPast = (number: bigint): boolean => (increment > 0n ? number > last : number < last);

  const given = await lastGiven(session, sequence);
  if (given !== null && isPast(given + increment)) return true;
  if (sequence.mayTake !== 't') return false;
  // Nobody has used it yet: where it begins, only its first number tells.
  const next = (given ?? (await takeNumbers(session, sequence, 1n))) + increment;
  if (isPast(next)) return true;
  const steps = (last - next) / increment + 1n;
  if (steps <= TAKEN_MAX) {
    await takeNumbers(session, sequence, steps);
    return true;
  }
  if (sequence.maySet !== 't') return false;
  const reached = next + (steps - 1n) * increment;
  await session.query('select setval($1::oid::regclass, $2::int8)', [sequence.oid, String(reached)]);
  return true;
}

/** The value in the column that the sequence reaches last, of those that it can reach; null: there is none. */
async function lastValue(session: Session, { target }: FilledTable, sequence: Sequence): Promise<bigint | null> {
  const column = quoteIdentifier(sequence.column);
  const edge = sequence.increment.startsWith('-') ? `floor(min(${column})::numeric)` : `ceil(max(${column})::numeric)`;
  const { rows } = await session.query<{ last: string | null }>(
    `select (${edge})::int8::text as last from ${qualify(target.schema, target.table)}
     where ${column} between $1::int8 and $2::int8`,
    [sequence.min, sequence.max],
  );
  return rows[0]?.last == null ? null : BigInt(rows[0].last);
}

/** The number that the sequence gave out last; null: none yet. */
async function lastGiven(session: Session, { oid }: Sequence): Promise<bigint | null> {
  const { rows } = await session.query<{ given: string | null }>(
    'select pg_sequence_last_value($1::oid::regclass)::text as given',
    [oid],
  );
  return rows[0]?.given == null ? null : BigInt(rows[0].given);
}

/** Takes so many numbers; returns the last one. */
async function takeNumbers(session: Session, { oid, increment }: Sequence, count: bigint): Promise<bigint> {
  const last = increment.startsWith('-') ? 'min' : 'max';
  const { rows } = await session.query<{ taken: string }>(
    `select ${last}(nextval($1::oid::regclass))::text as taken from generate_series(1, $2::int8)`,
    [oid, String(count)],
  );
  return BigInt(rows[0]?.taken ?? 0);
}

/**
 * Sequences that belong to one of these columns ($2: names) or stand in its default. A partition takes its identity from the
 * table that it is a part of.
 */
const sequencesSql = `
  with line as (
    select $1::oid as relid union select relid from pg_partition_ancestors($1::oid)
  ), used as (
    select a.attname, d.objid as seq from line
    join pg_attribute a on a.attrelid = line.relid
    join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
      and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    union
    select a.attname, d.refobjid from pg_attribute a
    join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
    join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = f.oid and d.refclassid = 'pg_class'::regclass
    where a.attrelid = $1
  )
  select used.attname as column, s.seqrelid as oid, format('%I.%I', n.nspname, c.relname) as name,
    s.seqincrement as increment, s.seqmin as min, s.seqmax as max,
    has_sequence_privilege(c.oid, 'usage') or has_sequence_privilege(c.oid, 'select') as "mayRead",
    has_sequence_privilege(c.oid, 'usage') or has_sequence_privilege(c.oid, 'update') as "mayTake",
    has_sequence_privilege(c.oid, 'update') as "maySet"
  from used join pg_sequence s on s.seqrelid = used.seq join pg_class c on c.oid = s.seqrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = $1 and a.attname = used.attname
  where used.attname = any ($2::name[])
    and a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
  order by s.seqrelid, a.attnum`;
