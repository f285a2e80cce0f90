import { shareKeys } from '#backend/check/key-form.ts';
import type { KeySet } from '#backend/check/key-set.ts';
import { readParentKeys } from '#backend/check/parent-keys.ts';
import type { Session } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { Parent } from './parents.ts';
import type { LoadPlan } from './plan-load.ts';
import type { Relations } from './relations.ts';

/** Parents with more keys than this are left to the server: reading them would cost more than it saves. */
export const PARENT_KEYS_MAX = 200_000;

/**
 * Reads the keys of small parent tables, one set a parent; null where the server has to be asked later.
 * The sets predict; where the table has the foreign key, that is the judge.
 */
export async function readParentSets(
  session: Session,
  plan: LoadPlan,
  parents: readonly Parent[],
  relations: Relations,
): Promise<(KeySet | null)[]> {
  const sets: (KeySet | null)[] = [];
  for (const parent of parents) sets.push(await readParentSet(session, plan, parent, relations));
  return sets;
}

async function readParentSet(
  session: Session,
  { check }: LoadPlan,
  { reference, target, exists, visible, comparable, inCircle }: Parent,
  relations: Relations,
): Promise<KeySet | null> {
  if (!comparable || !visible || inCircle) return null;
  const codecs = reference.columns.flatMap((position) => check.columns[position]?.codec ?? []);
  const staged = relations.typesOf(target, reference.parentColumns);
  if (!staged.every((types) => types.every((type, place) => shareKeys(codecs[place]?.type ?? '', type)))) return null;
  const reader = readParentKeys(codecs);
  const relation = relations.from(target, reference.parentColumns, exists);
  if (relation === null) return reader.set;
  const { rows } = await session.query<{ many: string }>(
    `select count(*) > ${PARENT_KEYS_MAX} as many from (select 1 from ${relation} p limit ${PARENT_KEYS_MAX + 1}) counted`,
  );
  if (rows[0]?.many === 't') return null;
  const keys = reference.parentColumns.map(quoteIdentifier).join(', ');
  await session.copyOut(`copy (select ${keys} from ${relation} p) to stdout (format binary)`, (chunk) =>
    reader.write(chunk),
  );
  return reader.set;
}
