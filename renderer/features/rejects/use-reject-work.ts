import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { FixOutcome, RejectFilter, RejectWork } from '#shared/contract/rejects.ts';
import type { Fault } from '#shared/fault.ts';
import type { Reject, RejectState, TypedFields } from '#shared/reject.ts';
import type { RowFix } from '#shared/row-fix.ts';
import { useCalls, useClient } from '../../client/client-provider.tsx';
import { faultOf } from '../../client/fault-of.ts';
import { useCall } from '../../client/use-call.ts';
import { whenFree } from './when-free.ts';

/** What a person does with the rejects of a run, one after the other, and how it stands. */
export interface RejectWorkbench {
  /** Null until it is known. */
  readonly work: RejectWork | null;
  /** Rows can be changed now. */
  readonly canEdit: boolean;
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
  readonly setAside: (record: number, aside: boolean) => Promise<void>;
  /** The job that goes on with it, where it takes longer than a call may. */
  readonly fixAll: (
    filter: RejectFilter,
    fix: RowFix,
  ) => Promise<{ outcome: FixOutcome | null; jobId: string | null } | null>;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
  /** The run that loads the fixed rows; null: it was not started. */
  readonly replay: () => Promise<string | null>;
  /** Waits until all that was begun is done: rows that are read then hold it. Always the same function. */
  readonly settled: () => Promise<unknown>;
  /** Something was done elsewhere: asks for all anew. */
  readonly refresh: () => void;
}

/** The work on the rejects of a run. Whatever is done waits for what was done before it: a row is never kept out of turn. */
export function useRejectWork(runId: string): RejectWorkbench {
  const client = useClient();
  const calls = useCalls();
  const queries = useQueryClient();
  const asked = useCall(calls.rejects.work.queryOptions({ input: { runId } }));
  const [revision, setRevision] = useState(0);
  const [fault, setFault] = useState<Fault | null>(null);
  const [told, setTold] = useState('');
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
  const step = async (which: 'undo' | 'redo'): Promise<void> => {
    await inTurn(async () => {
      const words = work?.history[which];
      show(await client.rejects[which]({ runId }));
      setRevision((now) => now + 1);
      setTold(`${which === 'undo' ? 'Undone' : 'Done again'}: ${words ?? 'the last change'}.`);
    });
  };
  const refresh = (): void => {
    show(null);
    setRevision((now) => now + 1);
  };

  return {
    work,
    canEdit: work !== null && work.refusal === null && work.replaying === null,
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
    setAside: async (record, aside) => {
      await inTurn(async () => {
        show((await client.rejects.setAside({ runId, records: [record], aside })).work);
        setRevision((now) => now + 1);
      });
    },
    fixAll: (filter, fix) =>
      inTurn(async () => {
        const answer = await client.rejects.fixAll({ filter, fix, apply: true });
        if (answer.jobId === null) refresh();
        return answer;
      }),
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
