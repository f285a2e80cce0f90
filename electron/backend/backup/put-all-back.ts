import type { RestoreOptions } from '#shared/restore.ts';
import type { Session } from '#backend/copy/session.ts';
import { orderBatch } from '#backend/load/order-batch.ts';
import { type CopyBackOptions, copyRowsBack, isDirect, type RowsPut } from './copy-rows-back.ts';
import { countRows, emptyForRestore } from './empty-for-restore.ts';
import { holdReferences } from './hold-references.ts';
import { holdTriggers } from './hold-triggers.ts';
import type { RestoreMember } from './restore-member.ts';
import { restoreNotes } from './restore-notes.ts';
import { planRestore, type RestorePlan } from './restore-plan.ts';
import { restoreSequences } from './restore-sequences.ts';
import { safetyBackup } from './safety-backup.ts';
import { insertStaged, type StagedRows, stageRows } from './stage-rows.ts';

interface Circumstances {
  readonly signal: AbortSignal | undefined;
  /** Says whose work is under way. */
  readonly concern: (members: readonly RestoreMember[]) => void;
}

/** A restore with its plan. */
interface Planned {
  readonly member: RestoreMember;
  readonly plan: RestorePlan;
  staged: StagedRows | null;
  put: RowsPut | null;
}

/**
 * Puts the rows of backups into their tables, within the transaction, up to what is done right before COMMIT:
 * lock and plan, back up what goes and read that back, stage what has to be converted, empty, put rows in, judge foreign keys, hold what stands there against
 * the files, set sequences.
 * Faults: those of its steps; the server's refusals come as they are.
 */
export async function putAllBack(
  session: Session,
  members: readonly RestoreMember[],
  options: RestoreOptions,
  { signal, concern }: Circumstances,
): Promise<void> {
  const { mode } = options;
  const path = await session.query<{ path: string }>(`select current_setting('search_path') as path`);
  /** Triggers, defaults and checks find what they always find; COPY out has an empty path. */
  const setPath = (to = path.rows[0]?.path ?? ''): Promise<unknown> =>
    session.query(`select set_config('search_path', $1, true), set_config('xmloption', 'content', true)`, [to]);

  const planned = await planAll(session, members, options, concern, setPath);
  const eachOf = async (phase: 'plan' | 'copy' | 'check', work: (one: Planned) => Promise<void>): Promise<void> => {
    for (const one of planned) {
      concern([one.member]);
      await one.member.during(phase, () => work(one));
    }
    concern(members);
  };
  const copyOptions = ({ member }: Planned): CopyBackOptions => ({
    signal,
    progress: (bytes, rows) => member.reportRows(bytes, rows),
  });

  if (mode === 'replace')
    await eachOf('plan', ({ member, plan }) => backUpRows(session, member, plan, { options, signal }));
  await setPath();
  let number = 0;
  await eachOf('copy', async (one) => {
    const isStraight = mode !== 'append' && isDirect(one.plan);
    one.member.record.path = isStraight ? 'direct' : 'staged';
    if (!isStraight) one.staged = await stageRows(session, one.plan, number++, copyOptions(one));
  });
  await setPath();

  const oids = planned.map(({ plan }) => plan.known.table.oid);
  const triggers = options.triggers === 'off' ? await holdTriggers(session, oids) : null;
  const keys = mode === 'new' ? null : await holdReferences(session, oids, mode === 'replace' ? oids : []);
  if (mode === 'replace')
    await emptyForRestore(
      session,
      planned.map(({ plan }) => plan),
    );
  await eachOf('copy', async (one) => {
    const { plan, staged } = one;
    one.put =
      staged === null
        ? await copyRowsBack(session, plan, copyOptions(one))
        : await insertStaged(session, plan, staged, { onlyMissing: mode === 'append' });
    one.member.inserted = one.put.inserted;
    one.member.record.serverCount = one.put.inserted;
    one.member.record.report('held');
  });
  await finishNew(session, planned, concern);
  concern(members);
  await keys?.release();
  await triggers?.release();
  await eachOf('check', async ({ put }) => put?.prove());
  await eachOf('check', async ({ member, plan }) => {
    member.record.report('committing');
    const notes = await restoreSequences(session, plan, mode);
    member.record.notes = [...restoreNotes(plan, options, member.safety), ...notes];
  });
}

/** The restores with their plans, in the order in which their rows come: parents first. */
async function planAll(
  session: Session,
  members: readonly RestoreMember[],
  options: RestoreOptions,
  concern: Circumstances['concern'],
  setPath: (to: string) => Promise<unknown>,
): Promise<Planned[]> {
  const targets = members.map(({ entry }) => entry.target);
  const planned: Planned[] = [];
  // Statements that make a table name all that they use with its schema.
  await setPath('');
  for (const member of members) {
    concern([member]);
    const others = targets.filter((target) => target !== member.entry.target);
    const plan = await member.during('plan', () => planRestore(session, member.entry, options, others));
    planned.push({ member, plan, staged: null, put: null });
  }
  concern(members);
  const order = orderBatch(
    planned.map(({ plan: { target, known } }) => ({
      target,
      parents: known.definition.constraints.flatMap(({ references }) => references ?? []),
    })),
  );
  return order.flatMap((index) => planned[index] ?? []);
}

async function backUpRows(
  session: Session,
  member: RestoreMember,
  plan: RestorePlan,
  { options: { safetyFolder }, signal }: { readonly options: RestoreOptions; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const rows = await countRows(session, plan);
  member.record.removed = rows;
  if (rows === 0 || safetyFolder === null) return;
  const onProgress = (): void => member.record.report('reading');
  member.safety = await safetyBackup(session, plan, safetyFolder, { signal, onProgress });
}

/** What a new table gets behind its rows: keys, indexes, checks; then, when the rows of all are there, foreign keys. */
async function finishNew(
  session: Session,
  planned: readonly Planned[],
  concern: Circumstances['concern'],
): Promise<void> {
  if (planned.every(({ plan }) => plan.made === null)) return;
  const { rows } = await session.query<{ path: string }>(`select current_setting('search_path') as path`);
  await session.query(`select set_config('search_path', '', true)`);
  for (const part of ['finish', 'references'] as const) {
    for (const { member, plan } of planned) {
      concern([member]);
      await member.during('copy', async () => {
        for (const statement of plan.made?.[part] ?? []) await session.single(statement);
      });
    }
  }
  await session.query(`select set_config('search_path', $1, true)`, [rows[0]?.path ?? '']);
}
