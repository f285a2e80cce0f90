import { setImmediate } from 'node:timers/promises';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { RowCheck } from '#backend/check/row-check.ts';
import { parseRows } from '#backend/parse/parse-rows.ts';
import { isSeekable } from '#backend/parse/read-records.ts';
import { readRests, type LongRow } from '#backend/parse/read-rests.ts';
import type { Attempt } from './attempt.ts';
import type { KnownRows } from './known-rows.ts';
import type { WrongRows } from './wrong-rows.ts';

/**
 * file ─► parse ─► check ─► copy: reads the source to its end, sends what is right, keeps what is not. Returns how many rows
 * the server counted.
 * Faults: those of source and parse, load.tooManyRejects, load.rejectsNotKept. Rejects with the server's refusal.
 */
export async function sendRows(
  { session, source, plan, limit, ask, rejects, tally, stopwatch, report, signal }: Attempt,
  rowCheck: RowCheck,
  {
    copySql,
    wrong,
    known,
    afterBatch,
  }: {
    readonly copySql: string;
    readonly wrong: WrongRows;
    /** Takes the rows that update one of the table. */
    readonly known?: KnownRows;
    readonly afterBatch?: () => void;
  },
): Promise<number> {
  let counted = 0;
  tally.check = rowCheck;
  let copy = session.copyIn(copySql);
  const { dialect } = plan.check;
  const seekable = isSeekable(source, dialect);
  tally.isPacked = !seekable;
  const longRows: LongRow[] = [];
  try {
    for await (const batch of parseRows(source, dialect, { signal })) {
      stopwatch.lap('read');
      const checked = rowCheck.check(batch);
      tally.read += batch.rowCount;
      const end = batch.offsets[batch.rowCount] ?? 0;
      tally.noteRead(end, seekable ? end : source.bytesRead);
      if (checked.rejects.length > 0) {
        const reasons = tally.reject(checked.rejects);
        longRows.push(...longAmong(checked.rejects));
        wrong.take(batch, checked.rejects, reasons);
        await rejects.add(checked.rejects);
        await limit.demandFew(tally, ask);
      }
      stopwatch.lap('check');
      if (checked.rowCount > 0) await copy.write(checked.tuples);
      known?.take(checked.knownTuples);
      tally.sent += checked.rowCount + checked.knownCount;
      tally.known += checked.knownCount;
      tally.skipped += checked.skippedCount;
      if (wrong.isFull || known?.isFull === true) {
        counted += await copy.finish();
        await wrong.flush();
        counted += (await known?.flush()) ?? 0;
        copy = session.copyIn(copySql);
      }
      afterBatch?.();
      stopwatch.lap('copy');
      report('reading');
      // Calls of others get their turn, and so does Cancel.
      await setImmediate();
    }
    for await (const { record, piece } of readRests(source, dialect, longRows, signal)) {
      await rejects.addRest(record, piece);
      await setImmediate();
    }
    tally.bytesRead = tally.bytesTotal;
    stopwatch.lap('read');
    counted += await copy.finish();
    await wrong.flush();
    counted += (await known?.flush()) ?? 0;
    stopwatch.lap('copy');
    await rejects.settle();
    return counted;
  } catch (error) {
    // Until a COPY has ended, the session serves nothing else.
    await copy.abort('stopped');
    // What was found stays, also of a run that failed; why it failed is known already.
    await rejects.settle().catch(() => undefined);
    throw error;
  }
}

/** The rows whose bytes do not all stand in them: the rest is read when the file was read to its end. */
const longAmong = (rows: readonly RejectedRow[]): LongRow[] =>
  rows.flatMap(({ record, byteOffset, bytes, restBytes }) => {
    if (restBytes === undefined) return [];
    const from = byteOffset + bytes.length;
    return [{ record, from, to: from + restBytes }];
  });
