import type { RestoreMode } from '#shared/restore.ts';
import type { SequenceDefinition, SequenceState } from '#shared/table-definition.ts';
import type { Session } from '#backend/copy/session.ts';
import { moveSequences, type RunNote } from '#backend/load/move-sequences.ts';
import { quoteLiteral } from '#backend/postgres/quote-literal.ts';
import { qualify } from '#backend/postgres/identifiers.ts';
import type { RestorePlan } from './restore-plan.ts';

/**
 * Sets the sequences of a table's columns where they stood when the backup was made, in the modes replace and new; it is undone with the
 * transaction. Others, and all in the mode append, are moved past the values that stand in their columns and never back. Right before COMMIT.
 * @returns what a person should know of those that were left
 */
export async function restoreSequences(
  session: Session,
  plan: RestorePlan,
  mode: RestoreMode,
): Promise<readonly RunNote[]> {
  const set = new Set<string>();
  if (mode !== 'append') {
    const states = new Map(
      plan.backup.manifest.definition.columns.map(({ name, sequence }) => [name, sequence?.state ?? null]),
    );
    for (const { name, sequence } of plan.known.definition.columns) {
      const state = states.get(name) ?? null;
      if (sequence === null || state === null || !fits(state, sequence) || !(await isOwned(session, sequence)))
        continue;
      await setSequence(session, sequence, state);
      set.add(name);
    }
  }
  const columns = plan.written.filter((name) => !set.has(name)).map((name) => ({ name }));
  const { table } = plan.known;
  return await moveSequences(session, { table, target: plan.target, visible: table.rights.select, check: { columns } });
}

const fits = ({ lastValue }: SequenceState, { min, max }: SequenceDefinition): boolean =>
  BigInt(lastValue) >= BigInt(min) && BigInt(lastValue) <= BigInt(max);

async function isOwned(session: Session, { schema, name }: SequenceDefinition): Promise<boolean> {
  const { rows } = await session.query<{ owned: string }>(
    `select pg_has_role(relowner, 'usage') as owned from pg_class where oid = $1::regclass`,
    [qualify(schema, name)],
  );
  return rows[0]?.owned === 't';
}

/** RESTART gives the sequence new storage until COMMIT; what setval writes there is gone with it when the transaction is rolled back. */
async function setSequence(
  session: Session,
  { schema, name }: SequenceDefinition,
  { lastValue, isCalled }: SequenceState,
): Promise<void> {
  const sequence = qualify(schema, name);
  await session.query(`alter sequence ${sequence} restart`);
  await session.query(`select setval(${quoteLiteral(sequence)}::regclass, $1::int8, $2)`, [lastValue, isCalled]);
}
