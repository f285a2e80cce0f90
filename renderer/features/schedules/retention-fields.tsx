import { useDeferredValue } from 'react';
import { skipToken, keepPreviousData } from '@tanstack/react-query';
import type { Expiry } from '#shared/schedule.ts';
import { showAmount, showBytes } from '#shared/units.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { Moment } from '../../ui/moment.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { retentionOf, type ScheduleForm } from './schedule-form.ts';
import styles from './schedule-pane.module.css';

interface RetentionFieldsProps {
  /** Null: it is not kept yet, and has made no backups. */
  readonly scheduleId: string | null;
  readonly form: ScheduleForm;
  readonly onChange: (some: Partial<ScheduleForm>) => void;
  readonly zone: string;
}

const wholeNumber = (text: string): { error?: string } =>
  text.trim() === '' || /^[1-9]\d{0,4}$/.test(text.trim()) ? {} : { error: 'A number from 1 on, or nothing' };

/** What of its backups a schedule keeps, and what would go now. */
export function RetentionFields({ scheduleId, form, onChange, zone }: RetentionFieldsProps) {
  const calls = useCalls();
  const retention = useDeferredValue(retentionOf(form));
  const expiry = useCall({
    ...calls.schedules.expiry.queryOptions({
      input: scheduleId === null || retention === null ? skipToken : { id: scheduleId, retention },
    }),
    placeholderData: keepPreviousData,
  });
  const number = (label: string, name: 'keepNewest' | 'keepDays' | 'keepAtLeast') => (
    <TextField
      label={label}
      inputMode="numeric"
      value={form[name]}
      onChange={(text) => onChange({ [name]: text })}
      {...wholeNumber(form[name])}
    />
  );
  return (
    <fieldset className={styles['retention']}>
      <legend className={styles['legend']}>Of each table, keep</legend>
      <div className={styles['numbers']}>
        {number('The newest', 'keepNewest')}
        {number('Days', 'keepDays')}
        {number('At least', 'keepAtLeast')}
      </div>
      {retention === null || expiry.data === undefined ? null : <WouldGo tables={expiry.data.tables} zone={zone} />}
      <p className={styles['hint']}>The last verified backup always stays, and so do those that were made by hand.</p>
    </fieldset>
  );
}

const SHOWN_MAX = 3;

/** What would be deleted with the next run, before it is. */
function WouldGo({ tables, zone }: { readonly tables: readonly Expiry[]; readonly zone: string }) {
  const going = tables.flatMap(({ expired }) => expired);
  const kept = tables.reduce((sum, table) => sum + table.kept, 0);
  const bytes = going.reduce((sum, one) => sum + one.bytes, 0);
  if (going.length === 0)
    return <p className={styles['hint']}>{`Nothing goes now: ${showAmount(kept, 'backup')} of it stay.`}</p>;
  return (
    <p className={styles['going']}>
      <b>{`${showAmount(going.length, 'backup')}, ${showBytes(bytes)}, go with the next run:`}</b>
      {going.slice(0, SHOWN_MAX).map(({ path, takenAt }, index) => (
        <span key={path}>
          {index === 0 ? ' of ' : ', '}
          <Moment iso={takenAt} zone={zone} />
        </span>
      ))}
      {going.length > SHOWN_MAX ? ` and ${going.length - SHOWN_MAX} more` : ''}
      {`. ${showAmount(kept, 'backup')} stay.`}
    </p>
  );
}
