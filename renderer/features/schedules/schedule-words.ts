import type { Retention, Schedule, Timing } from '#shared/schedule.ts';
import { showAmount } from '#shared/units.ts';
import type { Option } from '../../ui/option.ts';
import { namesOf } from '../backups/backup-words.ts';

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export const DAYS: readonly { readonly day: number; readonly name: string; readonly short: string }[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
].map((name, index) => ({ day: index + 1, name, short: dayNames[index] ?? name }));

/** `Every day at 02:00`, `Mon and Fri at 02:00`, `The last day of each month at 02:00`. */
export function timingWords(timing: Timing): string {
  switch (timing.kind) {
    case 'daily':
      return `Every day at ${timing.at}`;
    case 'weekly': {
      const days = timing.days.toSorted((one, other) => one - other).map((day) => dayNames[day - 1] ?? '');
      return days.length === 7 ? `Every day at ${timing.at}` : `${namesOf(days, 7)} at ${timing.at}`;
    }
    case 'monthly':
      return `${timing.day === 'last' ? 'The last day' : `Day ${timing.day}`} of each month at ${timing.at}`;
    case 'cron':
      return `By cron ${timing.expression}`;
  }
}

/** `Keeps the newest 7 and those of 30 days, never fewer than 3.` */
export function retentionWords({ keepNewest, keepDays, keepAtLeast }: Retention): string {
  if (keepNewest === null && keepDays === null) return 'Keeps all.';
  const kept = [
    ...(keepNewest === null ? [] : [`the newest ${keepNewest}`]),
    ...(keepDays === null ? [] : [`those of ${showAmount(keepDays, 'day')}`]),
  ];
  const least = keepAtLeast > (keepNewest ?? 0) ? `, never fewer than ${keepAtLeast}` : '';
  return `Keeps ${kept.join(' and ')}${least}.`;
}

/** `jobs and departments`, `all tables of hr`. */
export function tablesWords(tables: Schedule['tables']): string {
  if (Array.isArray(tables))
    return namesOf(
      tables.map(({ table }) => table),
      3,
    );
  return tables.schema === null ? 'all tables' : `all tables${tables.schema === '' ? '' : ` of ${tables.schema}`}`;
}

/** How it ended the last time. */
export const endWords: Readonly<Record<NonNullable<Schedule['last']>['state'], string>> = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  missed: 'missed',
};

export const kindOptions: readonly Option<Timing['kind']>[] = [
  { id: 'daily', label: 'Daily' },
  { id: 'weekly', label: 'Weekly' },
  { id: 'monthly', label: 'Monthly' },
  { id: 'cron', label: 'Cron' },
];

const MONTH_DAYS = 28;
/** Days that each month has, and its last. */
export const monthDayOptions: readonly Option<string>[] = [
  ...Array.from({ length: MONTH_DAYS }, (_, index) => ({ id: String(index + 1), label: `Day ${index + 1}` })),
  { id: 'last', label: 'The last day' },
];
