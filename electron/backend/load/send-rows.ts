import { setImmediate } from 'node:timers/promises';
import type { RowCheck } from '#backend/check/row-check.ts';
import { parseRows } from '#backend/parse/parse-rows.ts';
import { isSeekable } from '#backend/parse/read-records.ts';
import type { Attempt } from './attempt.ts';
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
    afterBatch,
  }: { readonly copySql: string; readonly wrong: WrongRows; readonly afterBatch?: () => void },
): Promise<number> {
  let counted = 0;
  tally.check = rowCheck;
  let copy = session.copyIn(copySql);
  const { dialect } = plan.check;
  const seekable = isSeekable(source, dialect);
  tally.isPacked = !seekable;
  try {
    for await (const batch of parseRows(source, dialect, { signal })) {
      stopwatch.lap('read');
      const checked = rowCheck.check(batch);
      tally.read += batch.rowCount;
      const end = batch.offsets[batch.rowCount] ?? 0;
      tally.noteRead(end, seekable ? end : source.bytesRead);
      if (checked.rejects.length > 0) {
        const reasons = tally.reject(checked.rejects);
        rejects.add(checked.rejects);
        wrong.take(batch, checked.rejects, reasons);
        await limit.demandFew(tally, ask);
      }
      stopwatch.lap('check');
      if (checked.rowCount > 0) await copy.write(checked.tuples);
      tally.sent += checked.rowCount;
      if (wrong.isFull) {
        counted += await copy.finish();
        await wrong.flush();
        copy = session.copyIn(copySql);
      }
      afterBatch?.();
      stopwatch.lap('copy');
      report('reading');
      // Calls of others get their turn, and so does Cancel.
      await setImmediate();
    }
    tally.bytesRead = tally.bytesTotal;
    stopwatch.lap('read');
    counted += await copy.finish();
    await wrong.flush();
    stopwatch.lap('copy');
    return counted;
  } catch (error) {
    // Until a COPY has ended, the session serves nothing else.
    await copy.abort('stopped');
    throw error;
  }
}
