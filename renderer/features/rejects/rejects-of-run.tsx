import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { RejectFilter } from '#shared/contract/rejects.ts';
import type { Fault } from '#shared/fault.ts';
import type { RunSummary } from '#shared/run.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { anyReject, type RejectFacet } from '../../app/navigation.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useSession } from '../../app/session.ts';
import { useShortcut } from '../../app/shortcut.ts';
import type { SavedExport } from '../../client/save-export.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { showMoment } from '../../ui/format-time.ts';
import { LiveRegion } from '../../ui/live-region.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { ExportMenu } from './export-menu.tsx';
import { RejectFacets } from './reject-facets.tsx';
import { RejectGrid } from './reject-grid.tsx';
import { RefusalLine } from './refusal-line.tsx';
import styles from './rejects-screen.module.css';
import { ReplayPanel } from './replay-panel.tsx';
import { SearchProgress } from './search-progress.tsx';
import { useLongWork } from './use-long-work.ts';
import { useRejectData } from './use-reject-data.ts';
import { useRejectWork } from './use-reject-work.ts';
import { ReplayButton, UndoButtons } from './work-buttons.tsx';
import { WorkProgress } from './work-progress.tsx';

interface RejectsOfRunProps {
  readonly runId: string;
  readonly facet: RejectFacet;
  readonly runs: readonly RunSummary[];
  readonly onFacet: (facet: RejectFacet) => void;
  readonly onChooseRun: (runId: string) => void;
}

function savedWords({ rows, name, path }: SavedExport): string {
  const what = rows === null ? 'Rows' : showAmount(rows, 'row');
  return path === null ? `${what} in ${name}` : `${what} saved to ${path}`;
}

/** The rejects of one run: counted, found, made right one by one or all at once, and sent again. */
export function RejectsOfRun({ runId, facet, runs, onFacet, onChooseRun }: RejectsOfRunProps) {
  const { settings } = useSession();
  const zone = settings.timeZone;
  const [text, setText] = useState('');
  const [saved, setSaved] = useState<SavedExport | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [replay, setReplay] = useState<string | null>(null);
  const find = useRef<HTMLInputElement>(null);
  const query = useDeferredValue(text);
  const { code, column, state, missing } = facet;
  const filter = useMemo<RejectFilter>(
    () => ({ runId, code, column, query, state, missing }),
    [runId, code, column, query, state, missing],
  );
  const data = useRejectData(filter);
  const bench = useRejectWork(runId);
  const exporting = useLongWork();
  useShortcut('mod+F', () => find.current?.focus());
  const { run, shown } = data;
  const total = run?.ledger.rejected ?? 0;
  const isFiltered = text !== '' || Object.values(facet).some((value) => value !== null);
  const replaying = replay ?? bench.work?.replaying ?? null;
  const clear = (): void => {
    setText('');
    onFacet(anyReject);
  };
  const note =
    run === null
      ? ''
      : `${showCount(total)} of ${showAmount(run.ledger.read, 'row')}, ${run.sourceName}, ${showMoment(run.startedAt, zone)}`;

  return (
    <>
      <ScreenHeader title="Rejects" note={note}>
        {saved === null ? null : (
          <output className={styles['saved']} title={savedWords(saved)}>
            {savedWords(saved)}
          </output>
        )}
        {run === null || total === 0 ? null : (
          <>
            <UndoButtons bench={bench} />
            <ExportMenu
              filter={filter}
              sourceName={run.sourceName}
              total={total}
              shown={shown ?? total}
              follow={(jobId) => exporting.follow('Exporting', jobId)}
              onDone={(done) => {
                setSaved(done);
                setFault(null);
              }}
              onFault={setFault}
            />
            {bench.work?.refusal == null ? <ReplayButton bench={bench} onStarted={setReplay} /> : null}
          </>
        )}
      </ScreenHeader>
      <LiveRegion message={bench.told} />
      {fault === null ? null : <FaultNotice fault={fault} onDismiss={() => setFault(null)} />}
      {bench.fault === null ? null : <FaultNotice fault={bench.fault} onDismiss={bench.forgetFault} />}
      <div className={styles['split']}>
        <RejectFacets
          runId={runId}
          data={data}
          facet={facet}
          onFacet={onFacet}
          text={text}
          onText={setText}
          findRef={find}
          runs={runs}
          zone={zone}
          onChooseRun={onChooseRun}
        />
        <section className={styles['rows']} aria-label="Rejected rows" aria-busy={data.fetching}>
          {bench.underWay === null ? null : <WorkProgress work={bench.underWay} />}
          {exporting.underWay === null ? null : <WorkProgress work={exporting.underWay} />}
          {replaying === null ? null : <ReplayPanel runId={replaying} onDismiss={() => setReplay(null)} />}
          {data.fault === null ? null : (
            <FaultNotice fault={data.fault} actions={[{ label: 'Try again', onPress: data.retry }]} />
          )}
          {data.counted || total === 0 ? null : <SearchProgress found={shown ?? 0} query={query} />}
          {shown === 0 && data.counted ? (
            <div className={styles['empty']}>
              {isFiltered ? (
                <EmptyState title="No reject fits" actions={<TextLink onPress={clear}>Clear the filter</TextLink>}>
                  {showAmount(total, 'reject')} of this run {total === 1 ? 'does' : 'do'} not.
                </EmptyState>
              ) : (
                <EmptyState title="No rejects">All rows of this run fit.</EmptyState>
              )}
            </div>
          ) : null}
          {shown === null || shown === 0 || run === null || data.fields === null ? null : (
            <RejectGrid
              key={`${Object.values(facet).join(' ')} ${query}`}
              filter={filter}
              shown={shown}
              states={data.states}
              fields={data.fields}
              dialect={run.dialect}
              bench={bench}
            />
          )}
          {bench.work?.refusal == null ? null : (
            <RefusalLine refusal={bench.work.refusal} parentId={run?.parentId ?? null} />
          )}
        </section>
      </div>
    </>
  );
}
