import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { RejectFilter, RejectWork } from '#shared/contract/rejects.ts';
import type { Fault } from '#shared/fault.ts';
import type { Reject, RejectState, TypedFields } from '#shared/reject.ts';
import type { RowFix } from '#shared/row-fix.ts';
import { showAmount } from '#shared/units.ts';
import { useCalls, useClient } from '../../client/client-provider.tsx';
import { faultOf } from '../../client/fault-of.ts';
import { useCall } from '../../client/use-call.ts';
import { useLongWork, type WorkUnderWay } from './use-long-work.ts';
import { whenFree } from './when-free.ts';

/** What a person does with the rejects of a run, one after the other, and how it stands. */
export interface RejectWorkbench {
  /** Null until it is known. */
  readonly work: RejectWork | null;
  /** Rows of this run can be changed, if not now then after what is under way. */
  readonly isOpen: boolean;
  /** Rows can be changed now. */
  readonly canEdit: boolean;
  /** What is being done to many rows and takes its time; null: nothing. */
  readonly underWay: WorkUnderWay | null;
  readonly count: (state: RejectState) => number;
  /** Goes up with every change but those that `edit` answers with. */
  readonly revision: number;
  /** Why the last thing was not done; null when it was. */
  readonly fault: Fault | null;
  readonly forgetFault: () => void;
  /** What was done last, in words. */
  readonly told: string;
  /** Keeps a row as it was typed; `fields: null` puts it back. The rows as they are then; null: it was not done. */
  readonly edit: (record: number, fields: TypedFields | null) => Promise<readonly Reject[] | null>;
  /** Sets rows aside or takes them back: those that fit, or of these only the records. */
  readonly setAside: (filter: RejectFilter, records: readonly number[] | null, aside: boolean) => Promise<void>;
  /** @param words what it does, as `Fill job_id` */
  readonly fixAll: (filter: RejectFilter, fix: RowFix, words: string) => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
  /** The run that loads the fixed rows; null: it was not started. */
  readonly replay: () => Promise<string | null>;
  /** Waits until all that was begun is done: rows that are read then hold it. Always the same function. */
  readonly settled: () => Promise<unknown>;
  /** Something was done elsewhere: asks for all anew. */
  readonly refresh: () => void;
}

/** What a call answers with whose work may go on as a job. */
interface LongAnswer {
  readonly rows: number | null;
  readonly work: RejectWork | null;
  readonly jobId: string | null;
}

const nothingDone = 'Nothing was changed.';

/** The work on the rejects of a run. Whatever is done waits for what was done before it: a row is never kept out of turn. */
export function useRejectWork(runId: string): RejectWorkbench {
  const client = useClient();
  const calls = useCalls();
  const queries = useQueryClient();
  const asked = useCall(
    calls.rejects.work.queryOptions({
      input: { runId },
      refetchInterval: ({ state: { data } }) => (data?.counted === false ? 1 : false),
    }),
  );
  const [revision, setRevision] = useState(0);
  const [fault, setFault] = useState<Fault | null>(null);
  const [told, setTold] = useState('');
  const longWork = useLongWork();
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const settled = useCallback(() => turn.current, []);
  const work = asked.data ?? null;

  const show = (next: RejectWork | null): void => {
    // Counts are asked anew when the backend says that rejects changed (useChanges).
    if (next !== null) queries.setQueryData(calls.rejects.work.queryKey({ input: { runId } }), next);
    else void queries.invalidateQueries({ queryKey: calls.rejects.key() });
  };
  /** Does something in its turn; null when it went wrong, which `fault` tells. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T | null> => {
    const done = turn.current.then(async () => {
      try {
        const value = await whenFree(act);
        setFault(null);
        return value;
      } catch (error) {
        setFault(faultOf(error));
        show(null);
        setRevision((now) => now + 1);
        return null;
      }
    });
    turn.current = done;
    return done;
  };
  const refresh = (): void => {
    show(null);
    setRevision((now) => now + 1);
  };
  /** Does something that may go on as a job: how many rows it changed; null: it was not done, or cancelled. */
  const long = async (words: string, act: () => Promise<LongAnswer>): Promise<number | null> => {
    const answer = await inTurn(act);
    if (answer === null) return null;
    const { jobId, work: next } = answer;
    if (jobId === null) {
      show(next);
      setRevision((now) => now + 1);
      return answer.rows;
    }
    try {
      return (await longWork.follow(words, jobId))?.change ?? null;
    } catch (error) {
      setFault(faultOf(error));
      return null;
    } finally {
      refresh();
    }
  };
  const step = async (which: 'undo' | 'redo'): Promise<void> => {
    const words = work?.history[which] ?? 'the last change';
    const [doing, done] = which === 'undo' ? ['Undoing', 'Undone'] : ['Doing again', 'Done again'];
    const rows = await long(`${doing}: ${words}`, async () => ({
      ...(await client.rejects[which]({ runId })),
      rows: 0,
    }));
    setTold(rows === null ? nothingDone : `${done}: ${words}.`);
  };
  const isOpen = work !== null && work.refusal === null && work.replaying === null;

  return {
    work,
    isOpen,
    canEdit: isOpen && longWork.underWay === null,
    underWay: longWork.underWay,
    count: (state) => work?.states.find((one) => one.state === state)?.count ?? 0,
    revision,
    fault: fault ?? asked.fault,
    forgetFault: () => setFault(null),
    told,
    edit: (record, fields) =>
      inTurn(async () => {
        const { changed, work: next } = await client.rejects.edit({
          runId,
          edits: [{ record, fields: fields === null ? null : [...fields] }],
        });
        show(next);
        return changed;
      }),
    setAside: async (filter, records, aside) => {
      const rows = await long(aside ? 'Setting aside' : 'Taking back', () =>
        client.rejects.setAside({ ...filter, records: records === null ? null : [...records], aside }),
      );
      const what = rows === null ? '' : showAmount(rows, 'row');
      setTold(rows === null ? nothingDone : `${what} ${aside ? 'set aside' : 'taken back'}.`);
    },
    fixAll: async (filter, fix, words) => {
      const rows = await long(words, async () => {
        const { outcome, jobId } = await client.rejects.fixAll({ filter, fix, apply: true });
        return { rows: outcome?.change ?? null, work: null, jobId };
      });
      setTold(rows === null ? 'The fix was not made.' : `${showAmount(rows, 'row')} changed.`);
    },
    undo: () => step('undo'),
    redo: () => step('redo'),
    replay: () =>
      inTurn(async () => {
        const { runId: child } = await client.rejects.replay({ runId });
        refresh();
        return child;
      }),
    settled,
    refresh,
  };
}
