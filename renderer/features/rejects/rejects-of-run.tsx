import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { RejectFilter } from '#shared/contract/rejects.ts';
import type { Fault } from '#shared/fault.ts';
import type { RejectCode } from '#shared/reject.ts';
import type { RunSummary } from '#shared/run.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useSession } from '../../app/session.ts';
import { useShortcut } from '../../app/shortcut.ts';
import type { SavedExport } from '../../client/save-export.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FacetList } from './facet-list.tsx';
import { columnLabel, useRejectData, type Facet } from './use-reject-data.ts';
import { reasonLabel } from './reason-words.ts';
import { RejectGrid } from './reject-grid.tsx';
import styles from './rejects-screen.module.css';
import { RunChip } from './run-chip.tsx';

interface RejectsOfRunProps {
  readonly runId: string;
  readonly facet: Facet;
  readonly runs: readonly RunSummary[];
  readonly onFacet: (facet: Facet) => void;
  readonly onChooseRun: (runId: string) => void;
}

function savedWords({ rows, name, path }: SavedExport): string {
  return path === null ? `${showAmount(rows, 'row')} in ${name}` : `${showAmount(rows, 'row')} saved to ${path}`;
}

/** The rejects of one run: counted by reason and column, found by text, each beside the line as it came. */
export function RejectsOfRun({ runId, facet, runs, onFacet, onChooseRun }: RejectsOfRunProps) {
  const { settings } = useSession();
  const [text, setText] = useState('');
  const [saved, setSaved] = useState<SavedExport | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const find = useRef<HTMLInputElement>(null);
  const query = useDeferredValue(text);
  const { code, column } = facet;
  const filter = useMemo<RejectFilter>(
    () => ({ runId, code, column, query, state: null, missing: null }),
    [runId, code, column, query],
  );
  const data = useRejectData(filter);
  useShortcut('mod+F', () => find.current?.focus());
  const { run, shown } = data;
  const total = run?.ledger.rejected ?? 0;
  const isFiltered = code !== null || column !== null || text !== '';
  const clear = (): void => {
    setText('');
    onFacet({ code: null, column: null });
  };

  return (
    <>
      <ScreenHeader
        title="Rejects"
        note={run === null ? '' : `${showCount(total)} of ${showAmount(run.ledger.read, 'row')} to ${run.table}`}
      >
        {saved === null ? null : (
          <output className={styles['saved']} title={savedWords(saved)}>
            {savedWords(saved)}
          </output>
        )}
        {runs.length === 0 ? null : (
          <RunChip runs={runs} selected={runId} zone={settings.timeZone} onChoose={onChooseRun} />
        )}
        {run === null || total === 0 ? null : (
          <ExportMenu
            filter={filter}
            sourceName={run.sourceName}
            total={total}
            shown={shown ?? total}
            onDone={(done) => {
              setSaved(done);
              setFault(null);
            }}
            onFault={setFault}
          />
        )}
      </ScreenHeader>
      {fault === null ? null : <FaultNotice fault={fault} onDismiss={() => setFault(null)} />}
      <div className={styles['split']}>
        <aside className={styles['facets']} aria-label="Facets">
          <TextField
            label="Find in rejects"
            hideLabel
            placeholder="Find a line"
            icon="search"
            keys="mod+F"
            type="search"
            value={text}
            onChange={setText}
            inputRef={find}
          />
          <FacetList
            title="Reason"
            whole={total}
            items={data.reasons.map((one) => ({ id: one.code, label: reasonLabel(one.code), count: one.count }))}
            selected={code}
            labelOf={(id) => reasonLabel(id as RejectCode)}
            onSelect={(id) => onFacet({ code: id as RejectCode | null, column })}
          />
          <FacetList
            title="Column"
            whole={total}
            items={data.columns.map((one) => ({ id: one.column, label: columnLabel(one.column), count: one.count }))}
            selected={column}
            labelOf={columnLabel}
            onSelect={(id) => onFacet({ code, column: id })}
          />
        </aside>
        <section className={styles['rows']} aria-label="Rejected rows" aria-busy={data.fetching}>
          {data.fault === null ? null : (
            <FaultNotice fault={data.fault} actions={[{ label: 'Try again', onPress: data.retry }]} />
          )}
          {shown === 0 ? (
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
              key={`${code ?? ''} ${column ?? '-'} ${query}`}
              filter={filter}
              shown={shown}
              fields={data.fields}
              delimiter={run.dialect.delimiter}
            />
          )}
        </section>
      </div>
    </>
  );
}
