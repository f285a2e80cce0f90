import type { CellError } from '#shared/reject.ts';
import { reasonOrder } from '#shared/reject.ts';
import type { Session } from '#backend/copy/session.ts';
import { describeErrors, type FoundError } from '#backend/load/describe-errors.ts';
import type { Stage } from '#backend/load/stage.ts';
import { booleanArray, columnArrays } from './column-arrays.ts';
import type { RowVerdict } from './bundle.ts';
import type { DoorPlan } from './door-table.ts';
import {
  FOUND_AGAIN,
  FOUND_DUPLICATE,
  FOUND_KNOWN,
  FOUND_NO_PARENT,
  FOUND_SKIPPED,
  FOUND_SUMMARY,
  type FoundLine,
} from './door-statement.ts';
import type { RequestRows } from './read-request.ts';
import { splitRow } from './split-row.ts';

/** What became of rows, a list for each part, within the transaction that is open. */
export interface Judged {
  readonly verdicts: readonly (readonly RowVerdict[])[];
  /** One a part. */
  readonly updated: readonly number[];
  /** Null: the transaction wrote nothing. */
  readonly transactionId: string | null;
}

/** The statement cannot tell what becomes of the rows: they are to be judged in another way. */
export class NotFast extends Error {}

interface Place {
  readonly part: number;
  readonly row: number;
}

/**
 * Judges rows of one plan, those that are right now in the table, by one statement. Of two rows with one key in one request the second
 * is `duplicate.inFile`; of two requests it is `duplicate.inTable`, as if one had come after the other.
 * @throws NotFast, and what the server refuses the statement with
 */
export async function judgeFast(session: Session, plan: DoorPlan, parts: readonly RequestRows[]): Promise<Judged> {
  if (plan.sql === null) throw new NotFast('Only the staged path can judge this table.');
  const wrong = parts.flatMap(({ errors }) => errors.map((found) => found !== null));
  const values = [...columnArrays(parts, plan.elementOids), booleanArray(wrong)];
  const { rows } = await session.prepared<FoundLine>(plan.name, plan.sql, values);
  return readLines(plan, parts, rows);
}

function readLines(plan: DoorPlan, parts: readonly RequestRows[], lines: readonly FoundLine[]): Judged {
  const starts = startsOf(parts);
  const placeOf = (n: number): Place => {
    let part = starts.length - 1;
    while (part > 0 && (starts[part] ?? 0) >= n) part -= 1;
    return { part, row: n - 1 - (starts[part] ?? 0) };
  };
  const found = new Map<number, FoundError[]>();
  const skipped = new Set<number>();
  const known = new Set<number>();
  const again = new Set<number>();
  const waits: { readonly n: number; readonly item: number; readonly other: number }[] = [];
  let put = 0;
  let transactionId: string | null = null;
  const add = (n: number, error: FoundError): void => {
    const some = found.get(n);
    if (some === undefined) found.set(n, [error]);
    else some.push(error);
  };
  for (const line of lines) {
    const n = Number(line.n);
    const item = Number(line.item);
    switch (Number(line.what)) {
      case FOUND_DUPLICATE:
        add(n, { code: 'duplicate.inTable', item, extra: null });
        break;
      case FOUND_NO_PARENT:
        add(n, { code: 'reference.missing', item, extra: null });
        break;
      case FOUND_SKIPPED:
        skipped.add(n);
        break;
      case FOUND_KNOWN:
        known.add(n);
        break;
      case FOUND_AGAIN:
        again.add(n);
        waits.push({ n, item, other: Number(line.other) });
        break;
      case FOUND_SUMMARY:
        put = n;
        transactionId = line.other;
        break;
    }
  }
  for (const { n, item, other } of waits) {
    // Whoever has the key lost another one: who goes in then is found out row by row.
    if (again.has(other)) throw new NotFast('Rows share several keys.');
    const [own, first] = [placeOf(n), placeOf(other)];
    if (plan.mode === 'skip') skipped.add(n);
    else if (own.part === first.part) {
      const record = (parts[first.part]?.places[first.row] ?? 0) + 1;
      add(n, { code: 'duplicate.inFile', item, extra: String(record) });
    } else if (plan.mode === 'upsert') throw new NotFast('A later request updates a row of an earlier one.');
    else add(n, { code: 'duplicate.inTable', item, extra: null });
  }
  const hasWrong = found.size > 0 || parts.some(({ errors }) => errors.some((own) => own !== null));
  // What is wrong with a row besides, the statement does not tell of such tables.
  if (hasWrong && isServerAsked(plan.stage)) throw new NotFast('Only the staged path finds all that is wrong.');
  let expected = 0;
  const verdicts = parts.map((part, at) =>
    part.errors.map((own, row): RowVerdict => {
      const n = (starts[at] ?? 0) + row + 1;
      const more = found.get(n);
      if (own === null && more === undefined) {
        if (skipped.has(n)) return 'skipped';
        expected += 1;
        return 'in';
      }
      const described =
        more === undefined ? [] : describeErrors(plan.plan, splitRow(part.original(row), part.form), more, () => '');
      return joined(own, described);
    }),
  );
  // A trigger left rows out, or put in others.
  if (put !== expected) throw new NotFast('The table took another number of rows.');
  const updated = parts.map((part, at) => {
    let count = 0;
    for (let row = 0; row < part.rowCount; row += 1) {
      if (known.has((starts[at] ?? 0) + row + 1) && verdicts[at]?.[row] === 'in') count += 1;
    }
    return count;
  });
  return { verdicts, updated, transactionId };
}

/** Whether there are values or constraints that the server is asked about, row by row. */
const isServerAsked = ({ checks, columns }: Stage): boolean =>
  checks.length > 0 || columns.some(({ judgedAs, checkedAs }) => judgedAs !== null || checkedAs !== null);

/** How many rows stand before each part. */
function startsOf(parts: readonly RequestRows[]): number[] {
  const starts: number[] = [];
  let count = 0;
  for (const { rowCount } of parts) {
    starts.push(count);
    count += rowCount;
  }
  return starts;
}

/** The errors of a row that were found here and there, in the order of reasons. */
function joined(own: readonly CellError[] | null, more: readonly CellError[]): readonly CellError[] {
  if (own === null) return more;
  if (more.length === 0) return own;
  return [...own, ...more].toSorted((one, other) => reasonOrder(one.code) - reasonOrder(other.code));
}
