import { fault, isFault } from '#shared/fault.ts';
import { type Session, sqlStateOf } from '#backend/copy/session.ts';
import { isConflict, isRowRefusal } from '#backend/load/row-refusal.ts';
import { settleCommit } from '#backend/load/settle-run.ts';
import { type Bundle, type BundleVerdicts, isWrong } from './bundle.ts';
import type { DoorPlan } from './door-table.ts';
import type { Journal } from './journal.ts';
import { type Judged, judgeFast, NotFast } from './judge-fast.ts';
import { judgeStaged } from './judge-staged.ts';
import type { RequestRows } from './read-request.ts';

/** The connection was lost before anything was committed: the same can be tried again over another. */
export class ConnectionLost extends Error {}

/** The table is not as it was when its rows were planned. */
export class StalePlan extends Error {}

export interface FlushOptions {
  readonly journal: Journal;
  /** Whether rows are judged by the staged path, which finds all that a load finds, and takes longer. */
  readonly staged: boolean;
}

/** How often rows are judged again because another session was faster. */
const AGAIN_MAX = 1;

/**
 * Puts the rows of requests that share a plan into their table, in one transaction: those of one request that stands alone, or of
 * several, each with its own verdicts. What becomes of them is in the journal before COMMIT is sent.
 * @throws NotFast (the staged path alone can tell what becomes of the rows), Apart, ConnectionLost, StalePlan; faults: ingest.unsettled, history.*, and those of the staged path
 */
export async function flush(
  session: Session,
  bundles: readonly Bundle[],
  { journal, staged }: FlushOptions,
): Promise<BundleVerdicts[]> {
  try {
    return await putIn(session, bundles, journal, staged ? judgeStagedParts : judgeFastParts);
  } catch (error) {
    await session.rollback();
    throw meaningOf(error, session);
  }
}

async function putIn(
  session: Session,
  bundles: readonly Bundle[],
  journal: Journal,
  judge: (session: Session, bundles: readonly Bundle[]) => Promise<Judged>,
): Promise<BundleVerdicts[]> {
  const judged = await judge(session, bundles);
  const results = toResults(bundles, judged);
  const { transactionId } = judged;
  const kept = results.some((result) => result.kept);
  // A trial, or a request that is all or nothing: it stands alone.
  if (!kept) await session.rollback();
  const wrote = kept && transactionId !== null;
  const told = bundles.map((bundle, at) => ({ bundle, result: results[at] ?? nothing }));
  const isNoted = told.some(({ bundle: { keep, dryRun }, result }) => !dryRun && (wrote || keep || hasRejects(result)));
  const note = isNoted ? await journal.note(wrote ? transactionId : null, told) : null;
  if (!kept) return results;
  if (!wrote) {
    await session.commit();
    return results;
  }
  try {
    await session.commit();
  } catch (error) {
    await settle(session, transactionId, note, journal, error);
  }
  if (note !== null) journal.tookPlace(note);
  return results;
}

const nothing: BundleVerdicts = { verdicts: [], updated: [], kept: false };

const hasRejects = ({ verdicts }: BundleVerdicts): boolean => verdicts.some((some) => some.some(isWrong));

/** Finds out what became of a COMMIT that was refused or not answered. */
async function settle(
  session: Session,
  transactionId: string,
  note: number | null,
  journal: Journal,
  error: unknown,
): Promise<void> {
  const state = sqlStateOf(error);
  const isAnswer = state !== null && !state.startsWith('57P') && !state.startsWith('08');
  const end = isAnswer ? 'aborted' : await settleCommit(session.login, transactionId);
  if (end === 'committed') return;
  if (end !== 'aborted') throw fault('ingest.unsettled', {}, { cause: error });
  if (note !== null) journal.drop(note);
  throw isAnswer ? error : new ConnectionLost('The connection was lost.', { cause: error });
}

/** What became of all parts of all bundles, in their order, by one statement for each plan. */
async function judgeFastParts(session: Session, bundles: readonly Bundle[]): Promise<Judged> {
  const parts = bundles.flatMap((bundle) => bundle.parts);
  for (let again = 0; ; again += 1) {
    try {
      return await within(session, parts, judgeFast);
    } catch (error) {
      const [plan] = parts.map((part) => part.plan);
      if (plan === undefined || !isRowRefusal(error, plan.plan)) throw error;
      await session.rollback();
      if (!isConflict(error) || again === AGAIN_MAX) throw new NotFast('The server refused a row.', { cause: error });
    }
  }
}

/** The same by the staged path. */
async function judgeStagedParts(session: Session, bundles: readonly Bundle[]): Promise<Judged> {
  const isUpsert = bundles.some((bundle) => bundle.parts.some(({ plan }) => plan.mode === 'upsert'));
  // One request after the other, so that a later one may update what an earlier one put in.
  if (isUpsert && bundles.length > 1) throw new Apart('Each request needs a transaction of its own.');
  return within(
    session,
    bundles.flatMap((bundle) => bundle.parts),
    judgeStaged,
  );
}

/** Requests cannot be judged together: each is to be sent by itself. */
export class Apart extends Error {}

/** Judges the parts of each plan within one transaction; nearly always there is one. */
async function within(
  session: Session,
  parts: readonly RequestRows[],
  how: (session: Session, plan: DoorPlan, parts: readonly RequestRows[]) => Promise<Judged>,
): Promise<Judged> {
  const [first] = parts;
  if (first === undefined) throw new Error('There is nothing to be put in.');
  const begun = session.query('begin');
  if (parts.every(({ plan }) => plan === first.plan)) {
    const [judged] = await Promise.all([how(session, first.plan, parts), begun]);
    return judged;
  }
  await begun;
  const all: { verdicts: Judged['verdicts'][number][]; updated: number[] } = { verdicts: [], updated: [] };
  let transactionId: string | null = null;
  for (const part of parts) {
    const one = await how(session, part.plan, [part]);
    all.verdicts.push(...one.verdicts);
    all.updated.push(...one.updated);
    transactionId = one.transactionId ?? transactionId;
  }
  return { ...all, transactionId };
}

function toResults(bundles: readonly Bundle[], { verdicts, updated }: Judged): BundleVerdicts[] {
  let at = 0;
  return bundles.map(({ parts, atomic, dryRun }) => {
    const own = verdicts.slice(at, at + parts.length);
    const counts = updated.slice(at, at + parts.length);
    at += parts.length;
    const isRight = own.every((some) => some.every((verdict) => !isWrong(verdict)));
    return { verdicts: own, updated: counts, kept: !dryRun && (!atomic || isRight) };
  });
}

/** Errors of the server by what can be done about them. */
function meaningOf(error: unknown, session: Session): unknown {
  if (isFault(error) || [Apart, NotFast, ConnectionLost].some((kind) => error instanceof kind)) return error;
  const state = sqlStateOf(error);
  // A table or a column is gone, or a prepared statement no longer fits its table (0A000).
  if (state !== null && ['42P01', '42703', '42704', '42804', '0A000', '26000'].includes(state)) {
    return new StalePlan('The table has changed.', { cause: error });
  }
  if (state === '55P03') return fault('postgres.locked', {}, { cause: error });
  const isGone = state === null ? !session.isOpen : state.startsWith('57P') || state.startsWith('08');
  return isGone ? new ConnectionLost('The connection was lost.', { cause: error }) : error;
}
