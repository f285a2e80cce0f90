import { skipToken, useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Fault } from '#shared/fault.ts';
import { isEnded, type Job, type JobPart, type LimitQuestion } from '#shared/job.ts';
import type { CheckedBytes } from '#shared/load.ts';
import { useCalls, useClient } from '../../client/client-provider.tsx';
import { faultOf } from '../../client/fault-of.ts';
import { useJob } from '../../client/use-job.ts';
import { useBatch } from './batch-provider.tsx';
import type { BatchFile } from './batch.ts';
import { partsByKey, viewOf, type FileView } from './file-view.ts';
import { orderFiles } from './order-files.ts';
import { dictionariesOf, lastPreview, previewInput } from './preview-input.ts';
import { stageOf, type Stage } from './stage.ts';
import { useSettledParts } from './use-settled-parts.ts';

/** The batch in hand, with what the backend says of it. */
export interface BatchWork {
  /** Parents first. */
  readonly views: readonly FileView[];
  readonly stage: Stage;
  readonly checkJob: Job | null;
  /** By key of the file: what the last check found out, also while a new one is under way. */
  readonly checked: ReadonlyMap<string, JobPart>;
  /** Whether `checked` is about the batch as it is now. */
  readonly checkFits: boolean;
  readonly checkFault: Fault | null;
  readonly loadJob: Job | null;
  readonly loaded: ReadonlyMap<string, JobPart>;
  readonly loadFault: Fault | null;
  readonly runCheck: () => void;
  readonly runLoad: (keys: readonly string[]) => void;
  readonly cancel: () => void;
  /** What the load asks, and how to answer; null while it asks nothing. */
  readonly asking: {
    readonly part: JobPart;
    readonly question: LimitQuestion;
    readonly onAnswer: (answer: 'continue' | 'rollBack') => void;
  } | null;
}

/** A change is checked when nothing else was changed for this long. */
const CALM_MS = 200;

function useViews(files: readonly BatchFile[], connectionId: string): readonly FileView[] {
  const calls = useCalls();
  const queryClient = useQueryClient();
  const previews = useQueries({
    queries: files.map((file) =>
      calls.imports.preview.queryOptions({
        input: file.source === null ? skipToken : previewInput(connectionId, file, file.source),
        placeholderData: () => (file.source === null ? undefined : lastPreview(queryClient, calls, file.source)),
      }),
    ),
  });
  return orderFiles(
    files.map((file, at) => {
      const query = previews[at];
      const shown = query?.data ?? null;
      const preview = query?.isPlaceholderData === true ? null : shown;
      // A preview that was there stays when it cannot be had anew: what is in the way then, the next check tells.
      const fault = preview !== null || query?.error == null ? null : faultOf(query.error);
      return viewOf(file, preview, shown, fault);
    }),
  );
}

function askingOf(
  load: Job | null,
  answer: (runId: string, answer: 'continue' | 'rollBack') => void,
): BatchWork['asking'] {
  const part = load?.parts.find(({ state }) => state === 'asking');
  if (load === null || isEnded(load.state) || part?.question == null) return null;
  return { part, question: part.question, onAnswer: (one) => answer(part.runId, one) };
}

/** What a check found a file to be; null while it is not at its end. */
const bytesOf = (part: JobPart | undefined): CheckedBytes | null =>
  part?.bytesTotal == null || part.sha256 === null ? null : { bytes: part.bytesTotal, sha256: part.sha256 };

/** Whether a view still waits for the file or its preview. */
const isReading = (view: FileView): boolean => view.preview === null && view.fault === null;

/** Previews the files, checks them when nothing is left to ask, follows the check and the load. */
export function useBatchWork(connectionId: string): BatchWork {
  const client = useClient();
  const calls = useCalls();
  const { batch, change } = useBatch();
  const views = useViews(batch.files, connectionId);
  const ready = views.flatMap((view) => (view.item === null ? [] : [{ key: view.key, item: view.item }]));
  // Limits end no check, so that a change of them wants no other; a dictionary that was changed meanwhile does.
  const { mode, transaction } = batch.options;
  const judgedBy = views.map(({ preview }) => preview?.judgedBy ?? '');
  const dictionaries = dictionariesOf(batch.files);
  const items = ready.map(({ item }) => item);
  const wanted = JSON.stringify({ connectionId, items, mode, transaction, judgedBy, dictionaries });

  const check = useJob(batch.check?.jobId ?? null);
  const load = useJob(batch.load?.jobId ?? null);
  const settled = useSettledParts(load);
  const checkFits = batch.check !== null && batch.check.key === wanted;
  const checkFault = batch.check?.fault ?? check.fault ?? check.job?.fault ?? null;
  // What ends the check of one file does not end that of the others: they can go in.
  const isPartly =
    check.fault === null && check.job?.state === 'failed' && check.job.parts.some(({ state }) => state === 'checked');
  const reading = views.some(isReading);
  const asking = !reading && (ready.length === 0 || views.some(({ question }) => question !== null));
  const stage = stageOf({
    reading,
    asking,
    checkFits,
    check: check.job,
    checkFailed: checkFault !== null && check.job?.state !== 'succeeded' && !isPartly,
    hasLoad: batch.load !== null,
    load: load.job,
    loadLost: load.fault !== null,
  });

  const cancelJob = (jobId: string | null | undefined): void => {
    // A job that has ended cannot be stopped, and need not be.
    if (typeof jobId === 'string') client.jobs.cancel({ jobId }).catch(() => undefined);
  };
  const only = (keys: readonly string[] | undefined): readonly FileView[] =>
    views.filter(({ key }) => keys?.includes(key) === true);
  const checked = partsByKey(only(batch.check?.files), check.job?.parts ?? []);
  const lastAsked = useRef('');
  const runCheck = async (): Promise<void> => {
    lastAsked.current = wanted;
    if (check.job !== null && !isEnded(check.job.state)) cancelJob(batch.check?.jobId);
    const files = ready.map(({ key }) => key);
    change({ type: 'checkAsked', check: { key: wanted, files, jobId: null, fault: null } });
    try {
      const items = ready.map(({ item }) => item);
      const { jobId } = await client.imports.check({ connectionId, items, options: batch.options, dictionaries });
      // What was asked meanwhile has its own job.
      if (lastAsked.current === wanted) {
        change({ type: 'checkAsked', check: { key: wanted, files, jobId, fault: null } });
      } else cancelJob(jobId);
    } catch (error) {
      if (lastAsked.current !== wanted) return;
      change({ type: 'checkAsked', check: { key: wanted, files, jobId: null, fault: faultOf(error) } });
    }
  };
  const runLoad = async (keys: readonly string[]): Promise<void> => {
    const chosen = ready.filter(({ key }) => keys.includes(key));
    try {
      const items = chosen.map(({ key, item }) => ({ ...item, checked: bytesOf(checked.get(key)) }));
      const { jobId } = await client.imports.load({ connectionId, items, options: batch.options, dictionaries });
      change({ type: 'loadStarted', jobId, files: chosen.map(({ key }) => key) });
    } catch (error) {
      change({ type: 'loadFailed', fault: faultOf(error) });
    }
  };

  const due = !reading && ready.length > 0 && !asking && !checkFits && batch.load === null;
  const checkNow = useEffectEvent(() => void runCheck());
  useEffect(() => {
    if (!due) return undefined;
    const timer = setTimeout(checkNow, CALM_MS);
    return () => clearTimeout(timer);
  }, [due, wanted]);

  const queryClient = useQueryClient();
  const loadEnded = stage === 'loaded';
  useEffect(() => {
    // What the load made is there now, and what was new is not.
    if (loadEnded) void queryClient.invalidateQueries({ queryKey: calls.imports.preview.key() });
  }, [loadEnded, queryClient, calls]);

  return {
    views,
    stage,
    checkJob: check.job,
    checked,
    checkFits,
    checkFault,
    loadJob: load.job,
    loaded: partsByKey(only(batch.load?.files), settled),
    loadFault: batch.loadFault ?? load.fault ?? (load.job?.state === 'failed' ? load.job.fault : null),
    runCheck: () => void runCheck(),
    runLoad: (keys) => void runLoad(keys),
    asking: askingOf(load.job, (runId, answer) => {
      const jobId = batch.load?.jobId;
      // Whoever was faster, or the clock, has answered it: the job tells.
      if (jobId !== undefined) client.jobs.answer({ jobId, runId, answer }).catch(() => undefined);
    }),
    cancel: () => cancelJob(batch.load?.jobId ?? batch.check?.jobId),
  };
}
