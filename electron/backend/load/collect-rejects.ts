import { z } from 'zod';
import { rejectCodeSchema } from '#shared/reject.ts';
import type { WhyMissing } from '#backend/check/key-check.ts';
import type { QueryAnswer } from '#backend/copy/session.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { recordReader } from '#backend/parse/read-records.ts';
import { splitFields } from '#backend/parse/split-record.ts';
import type { Attempt } from './attempt.ts';
import { describeErrors, type FoundError } from './describe-errors.ts';
import type { LoadPlan } from './plan-load.ts';
import type { RejectAmendment } from './run-log.ts';
import type { Stage, StageTable } from './stage.ts';

/** Rows handed on at a time. */
const PAGE_ROWS = 2000;

const foundSchema = z.array(z.tuple([rejectCodeSchema, z.number(), z.string().nullable()]));

type Collecting = Pick<Attempt, 'session' | 'plan' | 'source' | 'whyMissing'>;

/**
 * The rows of a stage that errors were found in, with their original bytes, in the order of the file; memory does not grow with
 * their number.
 * Faults: source.changed.
 */
export async function* collectRejects(attempt: Collecting, stage: Stage): AsyncGenerator<RejectedRow[]> {
  for await (const found of collect(attempt, stage, stage.rows, { reason: '0', wrong: `'[]'` }))
    yield found.map(({ row }) => row);
}

/**
 * What was found about the rows of the stage's table `wrong`, with the number of the reason that each is counted under, and the columns
 * that are counted as wrong already.
 */
export async function* collectAmendments(
  attempt: Collecting,
  stage: Stage,
): AsyncGenerator<(RejectAmendment & Pick<Found, 'reason' | 'wrong'>)[]> {
  for await (const found of collect(attempt, stage, stage.wrong, { reason: 'reason', wrong: 'wrong' })) {
    yield found.map(({ row: { record, errors }, reason, wrong }) => ({ record, errors, reason, wrong }));
  }
}

interface Found {
  readonly row: RejectedRow;
  readonly reason: number;
  readonly wrong: readonly string[];
}

const namesSchema = z.array(z.string());

async function* collect(
  { session, plan, source, whyMissing }: Collecting,
  stage: Stage,
  table: StageTable,
  { reason, wrong }: { readonly reason: string; readonly wrong: string },
): AsyncGenerator<Found[]> {
  const cursor = `sluice_found_${stage.number}`;
  await session.query(
    `declare ${cursor} no scroll cursor for
     select e.record, min(r.byte_offset) as byte_offset, min(r.byte_length) as byte_length, min(r.reason) as reason, min(r.wrong) as wrong,
       json_agg(distinct jsonb_build_array(e.code, e.item, e.extra)) as found
     from ${stage.errors} e
     join (select record, byte_offset, byte_length, ${reason} as reason, ${wrong} as wrong from ${table}) r on r.record = e.record
     group by e.record order by e.record`,
  );
  const records = recordReader(source, plan.check.dialect);
  const fetch = (): Promise<QueryAnswer<FoundRow>> => {
    const answer = session.query<FoundRow>(`fetch ${PAGE_ROWS} from ${cursor}`);
    // Should whoever takes the rows stop, nobody waits for the next ones.
    answer.catch(() => undefined);
    return answer;
  };
  try {
    // The server looks for the next rows while these are described and kept.
    for (let next = fetch(); ;) {
      const { rows } = await next;
      if (rows.length === 0) break;
      next = fetch();
      const ranges = rows.map((row) => ({ byteOffset: Number(row.byte_offset), bytes: Number(row.byte_length) }));
      const originals = await records.read(ranges);
      yield rows.map((row, index) => ({
        row: describeRow(plan, row, originals[index] ?? Buffer.alloc(0), whyMissing),
        reason: Number(row.reason),
        wrong: namesSchema.parse(JSON.parse(row.wrong)),
      }));
    }
  } finally {
    await records.close();
  }
  await session.query(`close ${cursor}`);
}

interface FoundRow {
  readonly record: string;
  readonly byte_offset: string;
  readonly byte_length: string;
  readonly reason: string;
  readonly wrong: string;
  readonly found: string;
}

function describeRow(plan: LoadPlan, row: FoundRow, bytes: Buffer, whyMissing: WhyMissing): RejectedRow {
  const found: readonly FoundError[] = foundSchema
    .parse(JSON.parse(row.found))
    .map(([code, item, extra]) => ({ code, item, extra }));
  return {
    record: Number(row.record),
    byteOffset: Number(row.byte_offset),
    // A copy: the original is part of a larger read, which would be kept with it.
    bytes: Buffer.from(bytes),
    errors: describeErrors(plan, splitFields(bytes, plan.check.dialect), found, whyMissing),
    missing: null,
  };
}
