import { useDeferredValue } from 'react';
import { skipToken, keepPreviousData } from '@tanstack/react-query';
import { timeOfDaySchema } from '#shared/schedule.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { CheckBox } from '../../ui/check-box.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Segments } from '../../ui/segments.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ZoneField } from '../settings/zone-field.tsx';
import { type ScheduleForm, timingOf } from './schedule-form.ts';
import { DAYS, kindOptions, monthDayOptions } from './schedule-words.ts';
import styles from './schedule-pane.module.css';

interface TimingFieldsProps {
  readonly form: ScheduleForm;
  readonly onChange: (some: Partial<ScheduleForm>) => void;
  /** IANA name of the zone that times are shown in. */
  readonly zone: string;
}

/** When a schedule is due, and the next times that this makes. */
export function TimingFields({ form, onChange, zone }: TimingFieldsProps) {
  const calls = useCalls();
  const timing = useDeferredValue(timingOf(form));
  const times = useCall({
    ...calls.schedules.times.queryOptions({ input: timing === null ? skipToken : { timing, timeZone: form.timeZone } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { kind } = form;
  return (
    <>
      <Segments label="When" options={kindOptions} selected={kind} onChoose={(next) => onChange({ kind: next })} />
      {kind === 'weekly' ? (
        <fieldset className={styles['days']} aria-label="Days of the week">
          {DAYS.map(({ day, name, short }) => (
            <CheckBox
              key={day}
              isSelected={form.days.includes(day)}
              onChange={(on) => onChange({ days: on ? [...form.days, day] : form.days.filter((one) => one !== day) })}
            >
              <abbr title={name}>{short}</abbr>
            </CheckBox>
          ))}
          {form.days.length > 0 ? null : <p className="gold">Choose a day at least.</p>}
        </fieldset>
      ) : null}
      {kind === 'monthly' ? (
        <SelectField
          label="Day of the month"
          options={monthDayOptions}
          selected={form.monthDay}
          onChoose={(monthDay) => onChange({ monthDay })}
        />
      ) : null}
      {kind === 'cron' ? (
        <TextField
          label="Cron expression"
          mono
          value={form.expression}
          onChange={(expression) => onChange({ expression })}
          hint="Minute, hour, day of the month, month, day of the week"
        />
      ) : (
        <TextField
          label="At"
          value={form.at}
          onChange={(at) => onChange({ at })}
          {...(timeOfDaySchema.safeParse(form.at.trim()).success ? {} : { error: 'A time like 02:00, to 23:59' })}
        />
      )}
      <ZoneField showLabel zone={form.timeZone} onChange={(timeZone) => onChange({ timeZone })} />
      {times.fault !== null && timing !== null ? (
        <FaultNotice fault={times.fault} />
      ) : timing === null || times.data === undefined ? null : (
        <p className={styles['times']} aria-live="polite">
          {'Next '}
          {times.data.times.map((iso, index) => (
            <span key={iso}>
              {index === 0 ? '' : ', '}
              <Moment iso={iso} zone={zone} />
            </span>
          ))}
        </p>
      )}
    </>
  );
}
