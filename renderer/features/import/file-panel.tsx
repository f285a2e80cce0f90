import { useCallback, useMemo, useState } from 'react';
import type { Preview } from '#shared/contract/imports.ts';
import type { JobPart } from '#shared/job.ts';
import { fieldsTaken, type ColumnProfile, type FieldMatch } from '#shared/load.ts';
import type { CellError } from '#shared/reject.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { TabView, type TabItem } from '../../ui/tab-view.tsx';
import { DriftLine } from '../dictionary/drift-line.tsx';
import { useBatch } from './batch-provider.tsx';
import { changeMatch, type OpenFill } from './change-match.ts';
import { DialectChips } from './dialect-chips.tsx';
import styles from './file-panel.module.css';
import { FileProfile } from './file-profile.tsx';
import type { FileView } from './file-view.ts';
import { MatchChip } from './match-chip.tsx';
import { NewTablePanel } from './new-table/new-table-panel.tsx';
import { PanelLegend } from './panel-legend.tsx';
import { PreviewGrid } from './preview-grid.tsx';
import { ProblemRows } from './problem-rows.tsx';
import { ResultTable } from './result-table.tsx';
import { isPartEnded } from './stage.ts';
import { TargetChip } from './target-chip.tsx';
import { UpdateChip } from './update-chip.tsx';
import { WhichTable } from './which-table.tsx';
import type { BatchWork } from './use-batch-work.ts';
import { usePreviewLines } from './use-preview-lines.ts';

type TabId = 'result' | 'sample' | 'first' | 'problems' | 'columns';

interface FilePanelProps {
  readonly work: BatchWork;
  readonly view: FileView;
  readonly preview: Preview;
  /** The check of the file as it is now, when it has ended. */
  readonly checked: JobPart | null;
  /** Counts of the columns so far, also while the check is on. */
  readonly profiles: readonly ColumnProfile[];
}

function leftOutWords(preview: Preview): string | null {
  const taken = fieldsTaken(preview.match);
  const left = Array.from({ length: preview.width }, (_, field) => field).filter((field) => !taken.has(field));
  if (left.length === 0) return null;
  const names = left.map((field) => preview.fieldNames[field] || `field ${field + 1}`);
  const shown = names.slice(0, 3).join(', ');
  return `${showAmount(left.length, 'field')} left out: ${shown}${names.length > 3 ? ` and ${showCount(names.length - 3)} more` : ''}`;
}

/** One file of the batch: how it is read, where it goes, and its rows. */
export function FilePanel({ work, view, preview, checked, profiles }: FilePanelProps) {
  const { batch, change } = useBatch();
  const [chosen, setChosen] = useState<TabId | null>(null);
  const lines = usePreviewLines(preview, checked);
  const { key, file } = view;
  const isLoaded = work.stage === 'loaded';
  const busy = work.stage === 'loading';
  const loaded = work.loaded.get(key);
  const found = loaded !== undefined && isPartEnded(loaded) ? loaded : checked;
  const problems = found?.ledger.rejected;

  const tabs: readonly TabItem<TabId>[] = [
    ...(isLoaded ? [{ id: 'result' as const, label: 'Result' }] : []),
    { id: 'sample', label: 'Sample' },
    { id: 'first', label: 'First rows' },
    { id: 'problems', label: 'With problems', ...(problems === undefined ? {} : { count: problems }) },
    { id: 'columns', label: 'Columns' },
  ];
  const wanted = chosen ?? (isLoaded ? 'result' : 'sample');
  const tab = tabs.some(({ id }) => id === wanted) ? wanted : 'sample';

  const { match, columns } = preview;
  const [open, setOpen] = useState<OpenFill | null>(null);
  const onMatch = useCallback(
    (column: string, fill: FieldMatch | null) =>
      change({ type: 'choose', key, choice: { match: changeMatch(match, column, fill) } }),
    // The function of the provider is made anew with each change of the batch; what it does is the same.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
    [key, match],
  );
  const reasons = found?.reasons;
  const actionsFor = useCallback(
    (error: CellError) => {
      const alike = reasons?.find(({ code, column }) => code === error.code && column === error.column)?.count ?? 0;
      const { column, code } = error;
      const help =
        column !== null &&
        code === 'required' &&
        !busy &&
        columns.some((one) => one.rule.name === column && one.field !== null)
          ? { label: 'set a default', onPress: () => setOpen({ column, place: 'empty' }) }
          : null;
      if (alike < 2) return help === null ? null : ([help] as const);
      const like = { label: `${showAmount(alike, 'row')} like this`, onPress: () => setChosen('problems') };
      return help === null ? ([like] as const) : ([like, help] as const);
    },
    [reasons, columns, busy],
  );
  const matching = useMemo(() => (busy ? null : { onMatch, open, setOpen }), [busy, onMatch, open]);
  const shared = { preview, profiles, matching };
  const shown = tab === 'first' ? lines.first : lines.sample;
  const hint =
    (preview.target === null ? null : leftOutWords(preview)) ??
    (tab === 'problems' ? 'Fields as they came' : 'Values as they will be stored');
  const rowAt = useCallback((index: number) => shown[index], [shown]);

  const matchChip =
    preview.matched === null ? null : (
      <MatchChip
        preview={preview}
        memory={file.memory}
        isDisabled={busy}
        onChoose={(choice) => change({ type: 'choose', key, choice })}
      />
    );

  const create = (): void => change({ type: 'choose', key, choice: { designing: true } });

  return (
    <>
      <div className={styles['bar']}>
        <TargetChip
          preview={preview}
          isSet={file.target !== null}
          isDisabled={busy}
          onChoose={(target) =>
            change({
              type: 'choose',
              key,
              choice: { target, match: null, update: null, memory: true, designing: false },
            })
          }
          design={file.design ?? null}
          onCreate={create}
        />
        {batch.options.mode === 'upsert' ? (
          <UpdateChip
            preview={preview}
            update={file.update}
            isDisabled={busy}
            onChoose={(update) => change({ type: 'choose', key, choice: { update } })}
          />
        ) : null}
        <DialectChips
          preview={preview}
          choice={file.dialect}
          isDisabled={busy}
          onChange={(dialect) => change({ type: 'choose', key, choice: { dialect, match: null } })}
        />
      </div>
      {preview.target === null || preview.drift.length === 0 ? null : (
        <DriftLine table={preview.target.table} drift={preview.drift} className={styles['drift']} />
      )}
      {file.designing === true ? (
        <NewTablePanel
          preview={preview}
          before={file.design ?? null}
          onChoose={(choice) => change({ type: 'choose', key, choice })}
        />
      ) : (
        <TabView
          label="Rows of the file"
          className={styles['tabs']}
          tabs={tabs}
          selected={tab}
          onSelect={setChosen}
          aside={tab === 'result' || tab === 'columns' ? null : <PanelLegend hint={hint} match={matchChip} />}
        >
          {tab === 'result' ? (
            <ResultTable work={work} currentKey={key} onShow={(one) => change({ type: 'show', key: one })} />
          ) : null}
          {tab === 'problems' && preview.target !== null ? (
            found === null || problems === 0 ? (
              <p className={styles['none']}>
                {found === null ? 'The check is not done yet.' : 'No problems. Every record fits.'}
              </p>
            ) : (
              <ProblemRows {...shared} runId={found.runId} count={found.ledger.rejected} />
            )
          ) : null}
          {tab === 'columns' && preview.target !== null ? (
            <FileProfile name={file.name} profiles={profiles} checked={checked?.columns ?? []} />
          ) : null}
          {preview.target === null && tab !== 'result' ? (
            <WhichTable
              preview={preview}
              onChoose={(target) => change({ type: 'choose', key, choice: { target } })}
              design={file.design ?? null}
              onCreate={create}
            />
          ) : null}
          {preview.target !== null && (tab === 'sample' || tab === 'first') ? (
            <PreviewGrid {...shared} label={file.name} actionsFor={actionsFor} rowCount={shown.length} rowAt={rowAt} />
          ) : null}
        </TabView>
      )}
    </>
  );
}
