import type { Login } from '#shared/connection.ts';
import type { LoadOptions } from '#shared/load.ts';
import { Session } from '#backend/copy/session.ts';
import { openSource } from '#backend/source/open-source.ts';
import { judgeStatement } from './create-by-statement.ts';
import { moveSequences } from './move-sequences.ts';
import { demandCheckedBytes, demandCheckedSize } from './as-checked.ts';
import { type AskBeyondLimit, RejectLimit } from './reject-limit.ts';
import { type FileOfBatch, RejectedParents } from './rejected-parents.ts';
import type { DictionaryFor, LoadItem, LoadProgress, RunLog, RunOutcome } from './run-log.ts';
import { RunRecord } from './run-record.ts';
import { type OpenFile, sendFile } from './send-file.ts';
import { beginTransaction, commitRuns } from './transaction.ts';

export interface LoadRequest {
  readonly login: Login;
  readonly item: LoadItem;
  readonly dictionaryFor: DictionaryFor;
  readonly options: LoadOptions;
  readonly run: RunLog;
  readonly progress: (progress: LoadProgress) => void;
  /** Asked beyond the limit of rejects, if the options say so. */
  readonly ask?: AskBeyondLimit | undefined;
  /** The file beside those that were loaded before it. */
  readonly file?: FileOfBatch | undefined;
}

/**
 * Loads one file into one table, in one transaction: all of its good rows, or none.
 *
 * file ─► source ─► parse ─► check ─► copy ─► Postgres
 *                      └──── rejects ───┘
 *
 * Never rejects: whatever goes wrong is the outcome's `fault`, and the table is as it was. Only where the answer to COMMIT was
 * lost, and the server cannot be asked, is the outcome `unknown`.
 */
export async function runLoad(
  request: LoadRequest,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RunOutcome> {
  const { login, item, run, options, ask } = request;
  const record = new RunRecord(request.progress);
  let session: Session | undefined;
  try {
    const source = await openSource({ path: item.path, name: item.name }, { encoding: item.dialect.encoding, signal });
    record.source = source;
    demandCheckedSize(source, item);
    session = await Session.open(login, (sql) => record.noteSql(run, sql), { signal });
    const { file = new RejectedParents([]).begin(item.name) } = request;
    const of = session;
    const begin = async (): Promise<void> => {
      if (item.createBy != null) await judgeStatement(of, item.target, item.createBy);
      await beginTransaction(of);
    };
    const undo = (): Promise<void> => of.rollback();
    const limit = new RejectLimit(options);
    const more = { source, session, record, file, limit, ask: options.ask && ask ? ask : null, begin, undo, signal };
    return await loadFile({ ...request, ...more, stageNumber: 0 });
  } catch (error) {
    return record.fail(error, login, signal);
  } finally {
    await session?.rollback();
    await session?.close();
    await record.source?.close();
  }
}

async function loadFile(open: OpenFile): Promise<RunOutcome> {
  const { source, session, record, run, item, signal } = open;
  const { ledger, plan } = await sendFile(open);
  record.report('committing');
  await source.verifyUnchanged();
  demandCheckedBytes(source, item);
  record.notes = await moveSequences(session, plan);
  const [outcome] = await commitRuns(session, [{ record, ledger, run }], { signal });
  return outcome;
}
