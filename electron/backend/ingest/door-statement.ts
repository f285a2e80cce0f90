import type { PlanKey } from '#backend/check/check-plan.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { updatedValues } from '#backend/load/apply-rows.ts';
import { hasKey, isWhole } from '#backend/load/judge-rows.ts';
import type { LoadPlan } from '#backend/load/plan-load.ts';
import { columnOf, type Stage, valueOf } from '#backend/load/stage.ts';

/** What a line of the statement's answer says. */
export const FOUND_DUPLICATE = 1;
export const FOUND_NO_PARENT = 2;
/** `other` is the number of the row that has the key. */
export const FOUND_AGAIN = 3;
export const FOUND_SKIPPED = 4;
export const FOUND_KNOWN = 5;
/** `n` is the count of rows that went in, `other` the number of the transaction, null where it wrote nothing. */
export const FOUND_SUMMARY = 9;

/** A line of the answer, as text. */
export interface FoundLine {
  readonly what: string;
  /** Number of the key or reference in the plan. */
  readonly item: string;
  /** 1-based number of the row. */
  readonly n: string;
  readonly other: string | null;
}

const TEXT_OID = 25;

/** Type oid of the elements of each column's array. */
export const elementOids = ({ check }: LoadPlan): number[] =>
  check.columns.map(({ codec, stagedType }) => (stagedType === codec.type && codec.exact ? codec.oid : TEXT_OID));

/**
 * One statement that judges rows by keys and references as staged-path.ts does, and puts those that are right into the table: $1 to
 * $n are arrays, one a column, and the last says which rows are wrong in themselves. Null where this cannot judge as the staged
 * path would; what the server refuses beyond it makes the whole statement fail, and the staged path tells why.
 */
export function doorStatement(plan: LoadPlan, stage: Stage): string | null {
  if (!canJudge(plan)) return null;
  const { check, mode, target } = plan;
  const { keys } = check;
  const table = qualify(target.schema, target.table);
  const names = stage.columns.map((_, index) => columnOf(index));
  const arrays = stage.columns.map(({ stagedType }, index) => `$${index + 1}::${stagedType}[]`);
  const isKnown = (key: PlanKey): string =>
    `${isWhole(key.columns, 's')} and exists (select 1 from ${table} t where ${hasKey(stage, key, 's', 't')})`;
  const found = [
    ...keys.map((key, item) =>
      mode === 'insert'
        ? line(FOUND_DUPLICATE, item, isKnown(key))
        : mode === 'skip'
          ? line(FOUND_SKIPPED, item, `not s.bad and ${isKnown(key)}`)
          : line(FOUND_KNOWN, item, `not s.bad and ${isKnown(key)}`),
    ),
    ...plan.parents.map(({ reference, target: parent }, item) => {
      const key = { columns: reference.columns, names: reference.parentColumns, nullsDistinct: true };
      const relation = qualify(parent.schema, parent.table);
      const known = `exists (select 1 from ${relation} p where ${hasKey(stage, key, 's', 'p')})`;
      return line(FOUND_NO_PARENT, item, `${isWhole(reference.columns, 's')} and not ${known}`);
    }),
  ];
  const again = keys.map((key, item) => {
    const values = key.columns.map((index) => valueOf(stage, 's', index));
    const same = values.map((value, place) => `c.v${place} = ${value}`).join(' and ');
    return `select ${FOUND_AGAIN}::int as what, ${item} as item, s.n, c.n::text as other
      from src s join (
        select ${values.map((value, place) => `${value} as v${place}`).join(', ')}, min(s.n) as n
        from right_rows s where ${isWhole(key.columns, 's')} group by ${values.map((_, place) => place + 1).join(', ')}
      ) c on ${same} where c.n < s.n${mode === 'skip' ? ' and not s.bad' : ''}`;
  });
  const empty = `select 0 as what, 0 as item, 0::bigint as n, null::text as other where false`;
  const targets = stage.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const values = stage.columns.map((_, index) => valueOf(stage, 's', index)).join(', ');
  return `with src as materialized (
    select * from unnest(${[...arrays, `$${arrays.length + 1}::bool[]`].join(', ')})
      with ordinality as s(${[...names, 'bad', 'n'].join(', ')})
  ), found as materialized (${[...found, empty].join(' union all ')}
  ), right_rows as materialized (
    select * from src s where not s.bad and not exists (select 1 from found f where f.n = s.n and f.what <> ${FOUND_KNOWN})
  ), again as materialized (${[...again, empty].join(' union all ')}
  ), put as (
    insert into ${table} as t (${targets}) select ${values} from right_rows s
    where not exists (select 1 from again a where a.n = s.n) order by s.n ${onConflict(plan, stage)} returning 1
  )
  select what, item, n, other from found union all select what, item, n, other from again
  union all select ${FOUND_SUMMARY}, 0, count(*), pg_current_xact_id_if_assigned()::text from put`;
}

const line = (what: number, item: number, where: string): string =>
  `select ${what}::int as what, ${item} as item, s.n, null::text as other from src s where ${where}`;

function onConflict(plan: LoadPlan, stage: Stage): string {
  const { arbiter } = plan;
  if (arbiter === null) return '';
  const names = stage.columns.map(({ name }) => name);
  const sets = updatedValues(plan, names, (index) => `excluded.${quoteIdentifier(names[index] ?? '')}`);
  return `on conflict (${arbiter.names.map(quoteIdentifier).join(', ')}) do update set ${sets}`;
}

/** Whether keys and references can be judged by one look at the tables: what else there is, the server refuses. */
function canJudge({ table, check, parents, mode, arbiter, visible }: LoadPlan): boolean {
  if (table === null || !visible || table.hasRowSecurity) return false;
  if (!check.keys.every(({ nullsDistinct }) => nullsDistinct)) return false;
  if (!parents.every(({ exists, visible: seen, reference }) => exists && seen && !reference.self)) return false;
  // ON CONFLICT needs a key that the table keeps; with a second key, which of them is meant depends on the rows.
  return mode !== 'upsert' || (check.keys.length === 1 && arbiter?.inTable === true);
}
