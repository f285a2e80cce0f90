import { Cron } from 'croner';
import { fault } from '#shared/fault.ts';
import type { Timing } from '#shared/schedule.ts';

/**
 * The next times that a schedule is due after a moment, at most so many. A time of day that is not there on the day of a change of the
 * clocks is due when the clocks have changed; one that is there twice, at the first (croner: fixed-time jobs).
 * @param timeZone IANA name
 * Faults: schedule.timing where the expression or the zone is none, or there is no such time.
 */
export function nextTimes(timing: Timing, timeZone: string, after: Date, count: number): Date[] {
  let times: Date[];
  try {
    times = new Cron(expressionOf(timing), { timezone: timeZone, paused: true, mode: '5-part' }).nextRuns(count, after);
  } catch (error) {
    throw fault('schedule.timing', { reason: reasonOf(error, timing, timeZone) }, { cause: error });
  }
  if (times.length === 0) throw fault('schedule.timing', { reason: 'no day is like that' });
  return times;
}

/** The next of them. Faults: as nextTimes. */
export const nextTime = (timing: Timing, timeZone: string, after: Date): Date =>
  nextTimes(timing, timeZone, after, 1)[0] ?? after;

function expressionOf(timing: Timing): string {
  if (timing.kind === 'cron') return timing.expression;
  const [hour = 0, minute = 0] = timing.at.split(':').map(Number);
  const time = `${minute} ${hour}`;
  switch (timing.kind) {
    case 'daily':
      return `${time} * * *`;
    case 'weekly':
      return `${time} * * ${timing.days.join(',')}`;
    case 'monthly':
      return `${time} ${timing.day === 'last' ? 'L' : timing.day} * *`;
  }
}

/** In our words: those of the library name its own parts. */
function reasonOf(error: unknown, timing: Timing, timeZone: string): string {
  if (!isZone(timeZone)) return `${timeZone} is no time zone`;
  const words = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : '';
  const invalid = /^Invalid value for (\w+): (.*)$/.exec(words);
  if (invalid !== null) return `${invalid[2]} is no ${names[invalid[1] ?? ''] ?? 'part of a time'}`;
  const expression = timing.kind === 'cron' ? timing.expression : '';
  return `${expression} is not minute, hour, day of the month, month and day of the week`;
}

const names: Readonly<Record<string, string>> = {
  minute: 'minute',
  hour: 'hour',
  day: 'day of a month',
  month: 'month',
  dayOfWeek: 'day of a week',
};

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
