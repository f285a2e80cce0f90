import type { PlanKey } from '#backend/check/check-plan.ts';
import type { Session } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { isWhole, type Judging } from './judge-rows.ts';
import { isIn, type Stage, type StageTable, valueOf } from './stage.ts';
import { holdsAll } from './wrong-parts.ts';

/** Rows that share a key with another, and what became of them; a group is named by the smallest record in it. */
interface Groups {
  readonly open: string;
  readonly claimed: string;
  readonly lost: string;
}

const groupsOf = ({ number }: Stage): Groups => ({
  open: `pg_temp.sluice_open_${number}`,
  claimed: `pg_temp.sluice_claimed_${number}`,
  lost: `pg_temp.sluice_lost_${number}`,
});

/** Rows that are right in all else, and so may claim their keys. */
const isRight = (stage: Stage, alias: string): string =>
  `not ${isIn(stage.errors, alias)} and not ${isIn(stage.skipped, alias)}`;

/**
 * Finds the rows whose key an earlier row of the file has, in the order of the file: a row that is right in all else
 * claims all its keys unless one of them is claimed. In the mode skip such rows are left out; in all others they are errors,
 * `duplicate.inFile`, item the number of the key, extra the record that claimed it. A row that is wrong in something else claims
 * nothing, but is told what keys of it are claimed by an earlier one.
 *
 * Also finds rows that refer to a row of their own table which is neither there nor comes in: `reference.missing`.
 */
export async function judgeDuplicates(judging: Judging): Promise<void> {
  const { session, plan, stage } = judging;
  const { keys } = plan.check;
  await createGroups(session, stage, keys.length);
  await claimKeys(session, stage, keys);
  // Taking back a row may take the ground from others, and may free its keys for others.
  while ((await judgeSelfReferences(judging)) > 0) await claimKeys(session, stage, keys);
  await tellLosers(judging);
  await tellClaimed(judging, stage.rows);
}

/**
 * Tells rows that are wrong in something else which of their keys an earlier row of the file has claimed. Called when it is
 * certain which rows come in.
 */
export async function tellClaimed(judging: Judging, table: StageTable): Promise<void> {
  const { session, plan, stage } = judging;
  if (plan.mode === 'skip') return;
  for (const [item, key] of plan.check.keys.entries()) {
    const same = key.columns.map((index) => {
      const [own, claimed] = [valueOf(stage, 's', index), valueOf(stage, 'o', index)];
      return key.nullsDistinct ? `${own} = ${claimed}` : `${own} is not distinct from ${claimed}`;
    });
    const isWrong = table === stage.rows ? isIn(stage.errors, 's') : holdsAll(judging, 's', key.columns);
    await session.query(
      `insert into ${stage.errors} (record, code, item, extra)
       select distinct s.record, 'duplicate.inFile', ${item}, o.record::text from ${table} s
       join ${stage.rows} o on ${same.join(' and ')}
       where o.record < s.record and ${isWrong} and ${isRight(stage, 'o')}`,
    );
  }
}

async function createGroups(session: Session, stage: Stage, keyCount: number): Promise<void> {
  const groups = Array.from({ length: keyCount }, (_, item) => `, g${item} int8`).join('');
  for (const name of Object.values(groupsOf(stage))) {
    // Left by an earlier judgement.
    await session.query(`drop table if exists ${name}`);
    await session.query(`create temp table ${name} (record int8 not null${groups}) on commit drop`);
  }
}

/** Decides which rows claim their keys and which lose them: as one would who goes through the file from its beginning. */
async function claimKeys(session: Session, stage: Stage, keys: readonly PlanKey[]): Promise<void> {
  const { open, claimed, lost } = groupsOf(stage);
  await session.query(`truncate ${open}, ${claimed}, ${lost}`);
  if (keys.length === 0) return;
  await session.query(openGroups(stage, keys));
  const items = keys.map((_, item) => item);
  const firsts = items.map((item) => `min(record) over (partition by g${item}) as m${item}`).join(', ');
  const isFirst = items.map((item) => `(g${item} is null or record = m${item})`).join(' and ');
  for (;;) {
    // Nobody before such a row can take one of its keys any more.
    const { count } = await session.query(
      `with first as (
         delete from ${open} o using (select record, ${firsts}, ${items.map((item) => `g${item}`).join(', ')} from ${open}) f
         where f.record = o.record and ${isFirst.replaceAll(/\b([gm]\d+|record)\b/g, 'f.$1')} returning o.*)
       insert into ${claimed} select * from first`,
    );
    if (count === 0) return;
    for (const item of items) {
      await session.query(
        `with gone as (delete from ${open} o using ${claimed} c where o.g${item} = c.g${item} returning o.*)
         insert into ${lost} select * from gone`,
      );
    }
  }
}

function openGroups(stage: Stage, keys: readonly PlanKey[]): string {
  const shared = keys.map((key, item) => {
    const values = key.columns.map((index) => valueOf(stage, 's', index));
    const named = values.map((value, place) => `${value} as v${place}`).join(', ');
    const whole = key.nullsDistinct ? isWhole(key.columns, 's') : 'true';
    return `shared${item} as (
      select ${named}, min(s.record) as record from ${stage.rows} s where ${isRight(stage, 's')} and ${whole}
      group by ${values.join(', ')} having count(*) > 1)`;
  });
  const joins = keys.map((key, item) => {
    const same = key.columns.map((index, place) => {
      const value = valueOf(stage, 's', index);
      return key.nullsDistinct ? `d${item}.v${place} = ${value}` : `d${item}.v${place} is not distinct from ${value}`;
    });
    return `left join shared${item} d${item} on ${same.join(' and ')}`;
  });
  const groups = keys.map((_, item) => `d${item}.record`);
  return `with ${shared.join(', ')}
    insert into ${groupsOf(stage).open} select s.record, ${groups.join(', ')} from ${stage.rows} s ${joins.join(' ')}
    where ${isRight(stage, 's')} and (${groups.map((group) => `${group} is not null`).join(' or ')})`;
}

/** Returns how many rows were found now; the rows that refer to them are found the next time. */
async function judgeSelfReferences({ session, plan, stage, relations }: Judging): Promise<number> {
  const { lost } = groupsOf(stage);
  const comesIn = (alias: string): string => `${isRight(stage, alias)} and not ${isIn(lost, alias)}`;
  let found = 0;
  for (const [item, { reference, target, exists, visible, inCircle }] of plan.parents.entries()) {
    if (!reference.self || inCircle || (exists && !visible)) continue;
    const parts = reference.columns.map((index, place) => {
      const name = reference.parentColumns[place] ?? '';
      return { index, name, own: stage.columns.findIndex((column) => column.name === name) };
    });
    const relation = relations.from(target, reference.parentColumns, exists);
    const stored = parts.map(({ index, name }) => `p.${quoteIdentifier(name)} = ${valueOf(stage, 's', index)}`);
    const coming = parts.map(({ index, own }) => `${valueOf(stage, 'o', own)} = ${valueOf(stage, 's', index)}`);
    const known = [
      ...(relation === null ? [] : [`exists (select 1 from ${relation} p where ${stored.join(' and ')})`]),
      ...(parts.some(({ own }) => own < 0)
        ? []
        : [`exists (select 1 from ${stage.rows} o where ${coming.join(' and ')} and ${comesIn('o')})`]),
    ];
    const { count } = await session.query(
      `insert into ${stage.errors} (record, code, item)
       select s.record, 'reference.missing', ${item} from ${stage.rows} s
       where ${isWhole(reference.columns, 's')} and ${comesIn('s')} ${known.map((one) => `and not ${one}`).join(' ')}`,
    );
    found += count;
  }
  return found;
}

async function tellLosers({ session, plan, stage }: Judging): Promise<void> {
  const { claimed, lost } = groupsOf(stage);
  if (plan.mode === 'skip') {
    await session.query(`insert into ${stage.skipped} (record) select record from ${lost}`);
    return;
  }
  for (const item of plan.check.keys.keys()) {
    await session.query(
      `insert into ${stage.errors} (record, code, item, extra)
       select l.record, 'duplicate.inFile', ${item}, c.record::text from ${lost} l join ${claimed} c on c.g${item} = l.g${item}
       where c.record < l.record`,
    );
  }
}
