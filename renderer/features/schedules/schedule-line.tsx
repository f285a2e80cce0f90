import type { Schedule } from '#shared/schedule.ts';
import { showAmount } from '#shared/units.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Moment } from '../../ui/moment.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { endWords, retentionWords, tablesWords, timingWords } from './schedule-words.ts';
import styles from './schedule-strip.module.css';

interface ScheduleLineProps {
  readonly schedule: Schedule;
  readonly zone: string;
  readonly onChange: (id: string) => void;
  readonly onStarted: (jobId: string) => void;
}

/** A schedule: when it is due, of what, what it keeps, how it went the last time, and what can be done with it. */
export function ScheduleLine({ schedule, zone, onChange, onStarted }: ScheduleLineProps) {
  const calls = useCalls();
  const run = useAction(calls.schedules.runNow.mutationOptions());
  const save = useAction(calls.schedules.save.mutationOptions());
  const { id, name, enabled, running, nextAt, last, timeZone } = schedule;
  const fault = run.fault ?? save.fault ?? last?.fault ?? null;
  const start = async (): Promise<void> => {
    const started = await run.run({ id });
    if (started.ok) onStarted(started.value.jobId);
  };
  return (
    <div className={styles['line']}>
      <div className={styles['words']}>
        <h2 className={styles['title']}>
          {`${timingWords(schedule.timing)} ${timeZone}`}
          <TextLink onPress={() => onChange(id)} aria-label={`Change ${name}`} className={styles['change']}>
            Change
          </TextLink>
        </h2>
        <p className={styles['note']}>
          <b>{name}</b>
          {', '}
          {running ? (
            'at work now'
          ) : !enabled ? (
            'paused'
          ) : nextAt === null ? (
            'never due'
          ) : (
            <>
              {'next '}
              <Moment iso={nextAt} zone={zone} />
            </>
          )}
          {`. One snapshot of ${tablesWords(schedule.tables)}. ${retentionWords(schedule.retention)}`}
          {last === null ? null : (
            <>
              {' Last '}
              <Moment iso={last.dueAt} zone={zone} />
              {`: ${endWords[last.state]}${last.deleted === 0 ? '' : `, ${showAmount(last.deleted, 'backup')} deleted`}.`}
            </>
          )}
        </p>
        {fault === null ? null : <FaultNotice fault={fault} className={styles['fault']} />}
      </div>
      <div className={styles['actions']}>
        <Button
          variant="plain"
          aria-label={enabled ? `Pause ${name}` : `Resume ${name}`}
          isDisabled={save.pending}
          onPress={() => void save.run({ id, draft: { ...schedule, enabled: !enabled } })}
        >
          {enabled ? 'Pause' : 'Resume'}
        </Button>
        <Button aria-label={`Run ${name} now`} isDisabled={running || run.pending} onPress={() => void start()}>
          Run now
        </Button>
      </div>
    </div>
  );
}
