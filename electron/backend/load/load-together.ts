import type { Table } from '#shared/column.ts';
import { fault, isFault } from '#shared/fault.ts';
import { Session } from '#backend/copy/session.ts';
import { openSource } from '#backend/source/open-source.ts';
import { demandCheckedBytes, demandCheckedSize } from './as-checked.ts';
import type { BatchItem, BatchPlan, BatchRequest } from './batch.ts';
import { judgeStatement } from './create-by-statement.ts';
import { emptyTables } from './empty-target.ts';
import { moveSequences } from './move-sequences.ts';
import { prepareTarget } from './prepare-target.ts';
import { isAboutRejects, RejectLimit } from './reject-limit.ts';
import type { RunOutcome } from './run-log.ts';
import { RunRecord } from './run-record.ts';
import { type OpenFile, sendCircle, type SentFile, sendFile } from './send-file.ts';
import { beginTransaction, type CommittedRun, commitRuns } from './transaction.ts';

/** One file of the batch with its run. */
interface Member {
  readonly entry: BatchItem;
  /** Position among the items. */
  readonly index: number;
  record: RunRecord;
  isStarted: boolean;
  sent: SentFile | null;
}

/** The batch on its way. */
interface Together extends BatchRequest {
  readonly session: Session;
  readonly plan: BatchPlan;
  readonly members: readonly Member[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Loads the files of a batch in one transaction, parents first: all go in, or none. Each has its own run, with its ledger, its
 * rejects and its times; one COMMIT is noted for all of them before it is sent. Resolves with the outcomes in the order of the
 * items; rejects with what a caller's `ended` throws.
 */
export async function loadTogether(
  request: BatchRequest,
  plan: BatchPlan,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RunOutcome[]> {
  const members = plan.order.flatMap((index): Member[] => {
    const entry = request.items[index];
    return entry === undefined
      ? []
      : [{ entry, index, record: new RunRecord(entry.progress), isStarted: false, sent: null }];
  });
  // Who hears of a statement, and is to blame for what goes wrong: one of them, or all.
  let concerned: readonly Member[] = members;
  let session: Session | undefined;
  const outcomes: RunOutcome[] = [];
  try {
    const note = (sql: string): void => concerned.forEach(({ entry, record }) => record.noteSql(entry.run, sql));
    session = await Session.open(request.login, note, { signal });
    const together: Together = { ...request, session, plan, members, signal };
    const ended = await sendAll(together, (some) => void (concerned = some));
    for (const [at, { index }] of members.entries()) outcomes[index] = ended[at] ?? outcomeMissing();
  } catch (error) {
    const isLimit = isFault(error) && isAboutRejects(error);
    // A limit is about the rejects of all.
    const blamed = isLimit ? members.filter(({ record }) => record.tally.rejected > 0) : concerned;
    for (const member of members) {
      if (!member.isStarted) member.entry.started();
      outcomes[member.index] = failureOf(member, error, blamed, { ...request, signal });
    }
  } finally {
    await session?.rollback();
    await session?.close();
    for (const { record } of members) await record.source?.close();
  }
  for (const { entry, index } of members) entry.ended(outcomes[index] ?? outcomeMissing());
  return outcomes;
}

function outcomeMissing(): never {
  throw new Error('A file of a batch ended without an outcome.');
}

async function sendAll(
  together: Together,
  concern: (members: readonly Member[]) => void,
): Promise<readonly RunOutcome[]> {
  const { session, members, options, signal } = together;
  for (const member of members) {
    const { target, createBy } = member.entry.item;
    concern([member]);
    if (createBy != null) await judgeStatement(session, target, createBy);
  }
  concern(members);
  await beginTransaction(session);
  if (options.mode === 'replace') await emptyAll(together);
  const limit = new RejectLimit(options, members.length - 1);
  for (const group of together.plan.groups) {
    const some = members.filter(({ index }) => group.includes(index));
    const files: OpenFile[] = [];
    for (const member of some) {
      concern([member]);
      files.push(await openMember(together, member, limit));
    }
    const sent =
      some.length === 1
        ? await Promise.all(files.map(sendFile))
        : await sendCircle(files, (at) => concern(some.slice(at ?? 0, at === null ? some.length : at + 1)));
    for (const [at, member] of some.entries()) {
      member.sent = sent[at] ?? null;
      member.record.report('held');
      member.record.stopwatch.pause();
    }
  }
  for (const member of members) {
    concern([member]);
    await finishMember(session, member);
  }
  concern(members);
  const [first, ...more] = members.map(({ entry, record, sent }): CommittedRun => ({
    record,
    ledger: sent?.ledger ?? outcomeMissing(),
    run: entry.run,
  }));
  return first === undefined ? [] : commitRuns(session, [first, ...more], { signal });
}

/** Empties the tables of the batch before the first row comes: children keep no parent from going, as they go too. */
async function emptyAll({ session, members, dictionaryFor }: Together): Promise<void> {
  const tables = new Map<string, { readonly table: Table; readonly member: Member }>();
  for (const member of members) {
    const { target, targetExists, createBy } = member.entry.item;
    const name = JSON.stringify([target.schema, target.table]);
    if (tables.has(name)) continue;
    const { table } = await prepareTarget(session, target, { dictionaryFor, mode: 'replace', targetExists, createBy });
    tables.set(name, { table, member });
  }
  const all = [...tables.values()];
  const removed = await emptyTables(
    session,
    all.map(({ table }) => table),
  );
  for (const [at, { member }] of all.entries()) member.record.removed = removed[at] ?? null;
}

/** Opens one file, to be sent behind a savepoint, so that it can begin again. */
async function openMember(together: Together, member: Member, limit: RejectLimit): Promise<OpenFile> {
  const { session, dictionaryFor, plan, signal } = together;
  const { entry } = member;
  const { item, run } = entry;
  const { removed } = member.record;
  const record = new RunRecord(entry.progress);
  record.removed = removed;
  member.record = record;
  entry.started();
  member.isStarted = true;
  const source = await openSource({ path: item.path, name: item.name }, { encoding: item.dialect.encoding, signal });
  record.source = source;
  demandCheckedSize(source, item);
  const { mode, ask } = together.options;
  const savepoint = `sluice_file_${member.index}`;
  return {
    item,
    source,
    session,
    record,
    run,
    dictionaryFor,
    // The tables are empty by now.
    options: { ...together.options, mode: mode === 'replace' ? 'insert' : mode },
    limit,
    ask: ask ? (entry.ask ?? null) : null,
    file: plan.rejectedParents.begin(item.name),
    stageNumber: member.index,
    begin: async () => void (await session.query(`savepoint ${savepoint}`)),
    undo: async () => void (await session.query(`rollback to savepoint ${savepoint}`)),
    signal,
  };
}

/** What is left to do right before COMMIT. */
async function finishMember(session: Session, { entry, record, sent }: Member): Promise<void> {
  record.stopwatch.goOn();
  record.report('committing');
  if (record.source) {
    await record.source.verifyUnchanged();
    demandCheckedBytes(record.source, entry.item);
  }
  if (sent) record.notes = await moveSequences(session, sent.plan);
}

/** How a file ends when its batch is rolled back: for its own reason, or for that of another. */
function failureOf(
  { record }: Member,
  error: unknown,
  blamed: readonly Member[],
  { login, signal }: Pick<Together, 'login' | 'signal'>,
): RunOutcome {
  const [first] = blamed;
  if (signal?.aborted || first === undefined || blamed.some((member) => member.record === record)) {
    return record.fail(error, login, signal);
  }
  return record.fail(fault('load.batchRolledBack', { name: first.entry.item.name }), login, signal);
}
