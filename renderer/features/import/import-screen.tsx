import type { ColumnProfile } from '#shared/load.ts';
import { showAmount, showBytes } from '#shared/units.ts';
import { useOpenFiles } from '../../app/open-files.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useSession } from '../../app/session.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { BatchList } from './batch-list.tsx';
import { useBatch } from './batch-provider.tsx';
import { CheckPanel } from './check-panel.tsx';
import { readingActions } from './fault-actions.ts';
import { FilePanel } from './file-panel.tsx';
import styles from './import-screen.module.css';
import { isIn, isWhole } from './part-words.ts';
import { NextPanel } from './next-panel.tsx';
import { isPartEnded } from './stage.ts';
import { StepLine } from './step-line.tsx';
import { UnreadableFile } from './unreadable-file.tsx';
import { useBatchWork, type BatchWork } from './use-batch-work.ts';

function batchNote(work: BatchWork): string {
  const bytes = work.views.reduce((sum, { shown, file }) => sum + (shown?.bytes ?? file.bytes ?? 0), 0);
  const isLoaded = work.stage === 'loaded';
  const parts = [...(isLoaded ? work.loaded : work.checked).values()];
  const rows = parts.reduce((sum, part) => sum + part.ledger.read, 0);
  const whole = (isLoaded || work.checkFits) && parts.length > 0 && parts.every(isWhole);
  return [showAmount(work.views.length, 'file'), ...(whole ? [showAmount(rows, 'row')] : []), showBytes(bytes)].join(
    ', ',
  );
}

const noProfiles: readonly ColumnProfile[] = [];

function waitingWords(work: BatchWork): string {
  switch (work.stage) {
    case 'reading':
      return 'Reading the beginning of each file.';
    case 'asking':
      return 'The check starts when the open question is answered.';
    default:
      return 'Not checked yet. Nothing is written.';
  }
}

function EmptyImport() {
  const openFiles = useOpenFiles();
  return (
    <>
      <ScreenHeader title="Import" />
      <div className={styles['empty']}>
        <EmptyState
          title="No files yet"
          actions={
            <Button variant="primary" icon="import" keys="mod+O" onPress={() => openFiles()}>
              Import files
            </Button>
          }
        >
          Drop CSV files anywhere in this window. Each file’s table is guessed from its header, width and name; you see
          the guess, and every problem, before anything is written.
        </EmptyState>
      </div>
    </>
  );
}

/** Files on their way into tables: one page from the first look to the ledger. */
export function ImportScreen() {
  const { connection } = useSession();
  const { batch, change } = useBatch();
  const work = useBatchWork(connection.id);
  useShortcut('mod+Enter', work.runCheck, work.stage === 'unchecked');
  if (batch.files.length === 0) return <EmptyImport />;

  const view = work.views.find(({ key }) => key === batch.currentKey) ?? work.views[0] ?? null;
  const key = view?.key ?? '';
  const checked = work.checked.get(key) ?? null;
  const loaded = work.loaded.get(key) ?? null;
  const isLoad = loaded !== null && loaded.state !== 'waiting';
  const part = isLoad ? loaded : checked;
  const checkDone = work.checkFits && checked?.state === 'checked' ? checked : null;
  const counted = isLoad || (work.checkFits && (part === null || isWhole(part) || !isPartEnded(part)));
  return (
    <>
      <ScreenHeader title="Import" note={batchNote(work)}>
        <StepLine stage={work.stage} allIn={[...work.loaded.values()].every(isIn)} />
      </ScreenHeader>
      <div className={styles['import']}>
        <BatchList work={work} currentKey={view?.key ?? null} />
        <section className={styles['work']} aria-label={view?.file.name ?? 'File'}>
          {view === null || view.fault === null ? null : <UnreadableFile view={view} fault={view.fault} />}
          {view === null || view.shown === null || view.fault !== null ? (
            <div className={styles['rest']} />
          ) : (
            <FilePanel
              key={key}
              work={work}
              view={view}
              preview={view.shown}
              checked={checkDone}
              profiles={(counted ? part?.columns : undefined) ?? noProfiles}
            />
          )}
          <CheckPanel
            part={part}
            isLoad={isLoad}
            fits={isLoad || work.checkFits}
            actions={view === null || part?.fault == null ? [] : readingActions(part.fault, view, change)}
            waiting={view?.fault == null ? waitingWords(work) : 'This file is left out: it cannot be read.'}
          >
            <NextPanel work={work} view={view} part={part} onCheck={work.runCheck} />
          </CheckPanel>
        </section>
      </div>
    </>
  );
}
