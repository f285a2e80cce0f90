import type { Run } from '#shared/run.ts';
import { hrefOf, screenRoute } from '../../app/navigation.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { Button } from '../../ui/button.tsx';
import { showClock, showFullMoment } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { CopyReceipt } from './copy-receipt.tsx';
import { doorWord } from './run-words.ts';
import styles from './run-page.module.css';

/** The first line of a run's page: which file went where, when, and by whom. */
export function RunHeader({ run, zone }: { readonly run: Run; readonly zone: string }) {
  const on = run.state === 'running';
  return (
    <ScreenHeader
      title={titleOf(run)}
      crumb={
        <>
          <TextLink href={hrefOf(screenRoute('runs'))} className={styles['crumb']}>
            Runs
          </TextLink>
          <Icon name="right" size={12} className={styles['chevron']} />
        </>
      }
    >
      <span className={styles['when']}>
        {on ? `started ${showClock(run.startedAt, zone)}` : showFullMoment(run.startedAt, zone)}
        <span className="wide">{` by ${doorWord(run)}, ${run.who}`}</span>
      </span>
      {on ? null : <CopyReceipt run={run} zone={zone} />}
      {on ? null : <Button icon="print" aria-label="Print" onPress={() => window.print()} />}
    </ScreenHeader>
  );
}

function titleOf({ kind, parentId, sourceName, table }: Run): string {
  if (kind === 'backup') return `${table} to ${sourceName}`;
  if (kind === 'deletion') return `${sourceName} of ${table}`;
  return `${parentId === null ? '' : 'Replay: '}${sourceName} to ${table}`;
}
