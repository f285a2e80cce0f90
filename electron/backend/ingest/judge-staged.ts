import { loadOptionsSchema } from '#shared/load.ts';
import { type CellError, cellError, reasonOrder } from '#shared/reject.ts';
import type { Session } from '#backend/copy/session.ts';
import { planLoad } from '#backend/load/plan-load.ts';
import { prepareTarget } from '#backend/load/prepare-target.ts';
import { RejectLimit } from '#backend/load/reject-limit.ts';
import { storedRelations } from '#backend/load/relations.ts';
import type { RejectSink } from '#backend/load/run-log.ts';
import { stagedPath } from '#backend/load/staged-path.ts';
import { Stopwatch } from '#backend/load/stopwatch.ts';
import { Tally } from '#backend/load/tally.ts';
import { typedForm } from '#backend/parse/typed-rows.ts';
import { textInMemory } from '#backend/source/text-in-memory.ts';
import type { RowVerdict } from './bundle.ts';
import type { DoorPlan } from './door-table.ts';
import type { Judged } from './judge-fast.ts';
import type { RequestRows } from './read-request.ts';
import { typedRow } from './split-row.ts';

interface Line {
  readonly part: number;
  readonly row: number;
}

/**
 * Judges rows as a file of an import would be, by the staged path, within the transaction that is open; those that are right are
 * now in the table. It takes tens of milliseconds and finds whatever a load finds. In the modes skip and upsert parts come one at
 * a time, so that what is counted is known of each.
 * Faults: those of prepareTarget, planLoad and the server.
 */
export async function judgeStaged(session: Session, plan: DoorPlan, parts: readonly RequestRows[]): Promise<Judged> {
  if (plan.mode === 'insert') return judgeTogether(session, plan, parts, 0);
  const verdicts: (readonly RowVerdict[])[] = [];
  const updated: number[] = [];
  let transactionId: string | null = null;
  for (const [at, part] of parts.entries()) {
    const judged = await judgeTogether(session, plan, [part], at);
    verdicts.push(...judged.verdicts);
    updated.push(...judged.updated);
    transactionId = judged.transactionId ?? transactionId;
  }
  return { verdicts, updated, transactionId };
}

async function judgeTogether(
  session: Session,
  { door, mode, match }: DoorPlan,
  parts: readonly RequestRows[],
  stageNumber: number,
): Promise<Judged> {
  const { dialect, line } = typedForm(door.jsonDialect);
  const lines: Line[] = [];
  const texts: string[] = [];
  for (const [part, one] of parts.entries()) {
    for (let row = 0; row < one.rowCount; row += 1) {
      // Written down as text, such a row would seem right.
      if (one.beyondText[row]) continue;
      lines.push({ part, row });
      texts.push(line(typedRow(one.original(row), one.form)));
    }
  }
  const found = new Map<number, readonly CellError[]>();
  const text = Buffer.from(texts.join(''));
  const { dictionaryFor, name: target } = door;
  const prepared = await prepareTarget(session, target, { dictionaryFor, mode, targetExists: true });
  const item = { path: '', name: target.table, target, width: door.columns.length, match, dialect };
  const plan = await planLoad(session, item, prepared, { mode, update: null });
  const tally = new Tally(text.length);
  const { server, stage } = await stagedPath(
    {
      session,
      source: textInMemory(text, target.table),
      plan,
      limit: new RejectLimit(loadOptionsSchema.parse({})),
      ask: null,
      whyMissing: () => '',
      relations: storedRelations,
      parentSets: plan.parents.map(() => null),
      rejects: sinkTo(found),
      tally,
      stopwatch: new Stopwatch(),
      report: () => undefined,
      signal: undefined,
      stageNumber,
    },
    { writes: true },
  );
  const skipped = mode === 'skip' ? await skippedRecords(session, stage.skipped) : new Set<number>();
  const verdicts = parts.map(({ errors }): RowVerdict[] => errors.map((own) => own ?? 'in'));
  for (const [at, { part, row }] of lines.entries()) {
    const all = found.get(at + 1);
    const own = verdicts[part];
    if (own === undefined) continue;
    if (all !== undefined) {
      own[row] = withOwn(
        parts[part]?.errors[row] ?? [],
        all.map((error) => placed(error, part, lines, parts)),
      );
    }
    if (all === undefined && skipped.has(at + 1)) own[row] = 'skipped';
  }
  const { rows } = await session.query<{ id: string | null }>('select pg_current_xact_id_if_assigned()::text as id');
  return {
    verdicts,
    updated: parts.length === 1 ? [server.updated] : parts.map(() => 0),
    transactionId: rows[0]?.id ?? null,
  };
}

/** What was found of a row as it came, and what the server adds: the same of its text would show the text. */
function withOwn(own: readonly CellError[], all: readonly CellError[]): CellError[] {
  const isOwn = ({ code, column }: CellError): boolean =>
    own.some((known) => known.code === code && known.column === column);
  return [...own, ...all.filter((error) => !isOwn(error))].toSorted(
    (a, b) => reasonOrder(a.code) - reasonOrder(b.code),
  );
}

const sinkTo = (found: Map<number, readonly CellError[]>): RejectSink => ({
  add: async (rejects) => {
    for (const { record, errors } of rejects) found.set(record, errors);
  },
  amend: async (more) => {
    for (const { record, errors } of more) {
      const all = [...(found.get(record) ?? []), ...errors];
      found.set(
        record,
        all.toSorted((a, b) => reasonOrder(a.code) - reasonOrder(b.code)),
      );
    }
  },
  addRest: async () => {},
  clear: async () => found.clear(),
  settle: async () => {},
});

/** A row with the same key, told by its place in the request; where another request had it, that one came first. */
function placed(error: CellError, part: number, lines: readonly Line[], parts: readonly RequestRows[]): CellError {
  if (error.code !== 'duplicate.inFile') return error;
  const record = Number(/(\d+)\.$/.exec(error.sentence)?.[1]);
  const other = lines[record - 1];
  if (other === undefined) return error;
  if (other.part !== part) {
    const { column, value, sentence } = error;
    const named = sentence.slice(0, sentence.lastIndexOf(` ${value} stands`));
    return { ...cellError('duplicate.inTable', column, value, { column: named }), value };
  }
  const place = (parts[part]?.places[other.row] ?? 0) + 1;
  return { ...error, sentence: error.sentence.replace(/\d+(?=\.$)/, String(place)) };
}

async function skippedRecords(session: Session, skipped: string): Promise<ReadonlySet<number>> {
  const { rows } = await session.query<{ record: string }>(`select record from ${skipped}`);
  return new Set(rows.map(({ record }) => Number(record)));
}
