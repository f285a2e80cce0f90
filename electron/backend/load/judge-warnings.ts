import { hasKey, isInTarget, isNotKnownAs, isWhole, type Judging } from './judge-rows.ts';
import type { Relations } from './relations.ts';
import { isIn, valueOf } from './stage.ts';

/**
 * Finds what only warns of the rows that go in, when it is certain which ones do: a key that an earlier one of the file has, or a row of the
 * table as it was before; a reference that leads nowhere. Entered into the stage's list `warnings` as errors are into theirs.
 * @param parents the tables with all rows that come in beside these
 */
export async function judgeWarnings(judging: Judging, parents: Relations): Promise<void> {
  const { session, stage } = judging;
  if (stage.warnings === null) return;
  await session.query(`truncate ${stage.warnings}`);
  await warnOfKeys(judging, stage.warnings);
  await warnOfReferences(judging, stage.warnings, parents);
  await session.query(`analyze ${stage.warnings}`);
}

const goesIn = ({ stage }: Judging): string => `not ${isIn(stage.errors, 's')} and not ${isIn(stage.skipped, 's')}`;

async function warnOfKeys(judging: Judging, warnings: string): Promise<void> {
  const { session, plan, stage } = judging;
  for (const [item, key] of plan.check.warnedKeys.entries()) {
    const values = key.columns.map((index) => valueOf(stage, 's', index));
    await session.query(
      `insert into ${warnings} (record, code, item, extra)
       select record, 'duplicate.inFile', ${item}, first::text
       from (select s.record, min(s.record) over (partition by ${values.join(', ')}) as first from ${stage.rows} s
         where ${goesIn(judging)} and ${isWhole(key.columns, 's')}) keyed
       where record > first`,
    );
    const inTarget = isInTarget(judging, key, plan.arbiter === null ? 'true' : isNotKnownAs(stage, plan.arbiter));
    if (inTarget === null) continue;
    await session.query(
      `insert into ${warnings} (record, code, item)
       select s.record, 'duplicate.inTable', ${item} from ${stage.rows} s where ${goesIn(judging)} and ${inTarget}`,
    );
  }
}

async function warnOfReferences(judging: Judging, warnings: string, parents: Relations): Promise<void> {
  const { session, plan, stage } = judging;
  for (const [item, { reference, target, exists, visible }] of plan.warnedParents.entries()) {
    if (exists && !visible) continue;
    const relation = parents.from(target, reference.parentColumns, exists);
    const key = { columns: reference.columns, names: reference.parentColumns, nullsDistinct: true };
    const known =
      relation === null ? 'false' : `exists (select 1 from ${relation} p where ${hasKey(stage, key, 's', 'p')})`;
    await session.query(
      `insert into ${warnings} (record, code, item)
       select s.record, 'reference.missing', ${item} from ${stage.rows} s
       where ${goesIn(judging)} and ${isWhole(reference.columns, 's')} and not ${known}`,
    );
  }
}
