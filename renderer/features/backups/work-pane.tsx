import { showAmount, showShare } from '#shared/units.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { LiveRegion } from '../../ui/live-region.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { timeLeftMs } from '../import/part-words.ts';
import { showLeft } from '../import/show-left.ts';
import { Pane } from './pane.tsx';
import type { BackupJob } from './use-backup-job.ts';
import styles from './work-pane.module.css';
import { WorkPart } from './work-part.tsx';
import { endWords, workShare, workTitle } from './work-words.ts';

/** A backup, a restore or a verification: how far it is, and what became of each table. */
export function WorkPane({ work }: { readonly work: BackupJob }) {
  const { job, fault, isOn, cancel, dismiss } = work;
  const isStopping = job?.state === 'cancelling';
  useShortcut('escape', isOn ? cancel : dismiss, !isStopping);
  if (job === null) {
    return (
      <Pane title="Starting" {...(fault === null ? {} : { onClose: dismiss })}>
        {fault === null ? null : <FaultNotice fault={fault} />}
      </Pane>
    );
  }
  const share = workShare(job);
  const left = timeLeftMs(share, 1, job.elapsedMs);
  const title = workTitle(job);
  const words = isOn ? null : endWords(job);
  // What stands at its table is not said twice.
  const isTold = job.parts.some((part) => part.fault?.code === job.fault?.code);
  return (
    <Pane
      title={title}
      {...(isOn ? {} : { onClose: dismiss })}
      foot={
        isOn ? (
          <>
            <Button big keys="escape" className={styles['go']} onPress={cancel} isDisabled={isStopping}>
              Cancel
            </Button>
            <p className={styles['under']}>
              {job.kind === 'restore'
                ? 'Cancel leaves every table as it was'
                : job.kind === 'backup'
                  ? 'Cancel keeps the files that are whole'
                  : 'Nothing is written'}
            </p>
          </>
        ) : undefined
      }
    >
      {isOn ? (
        <div className={styles['progress']}>
          <ProgressLine label={title} value={share} valueText={showShare(Math.floor(share * 1000), 1000)} />
          <span>{showShare(Math.floor(share * 1000), 1000)}</span>
          <span className={styles['left']}>{left === null ? '' : `${showLeft(left)} left`}</span>
        </div>
      ) : null}
      {words === null ? null : <p className={styles['words']}>{words}</p>}
      {fault === null ? null : <FaultNotice fault={fault} />}
      {job.fault === null || isTold || job.state === 'cancelled' ? null : <FaultNotice fault={job.fault} />}
      <ul className={styles['parts']} aria-label={showAmount(job.parts.length, 'part')}>
        {job.parts.map((part) => (
          <WorkPart key={`${part.runId} ${part.sourceName}`} job={job} part={part} />
        ))}
      </ul>
      <LiveRegion message={isOn ? '' : `${title}. ${words ?? ''}`} />
    </Pane>
  );
}
