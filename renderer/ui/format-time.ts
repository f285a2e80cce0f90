/** A date and time in a zone, as numbers. */
interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, made);
  return made;
}

function partsOf(instant: Date, zone: string): Parts {
  const parts = new Map(
    formatFor(zone)
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return {
    year: part('year'),
    // Some releases of ICU write Sept where all other months have three letters.
    month: part('month').slice(0, 3),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

const sameDay = (a: Parts, b: Parts): boolean => a.day === b.day && a.month === b.month && a.year === b.year;

/**
 * A moment as lists show it: `today 19:42`, `3 Nov 08:12`, and with its year where that is another: `3 Nov 2025 08:12`.
 * @param iso ISO 8601
 * @param zone IANA name of the zone chosen
 * @param more.seconds `today 19:42:07`
 */
export function showMoment(
  iso: string,
  zone: string,
  more: { readonly seconds?: boolean; readonly now?: Date } = {},
): string {
  const at = partsOf(new Date(iso), zone);
  const now = partsOf(more.now ?? new Date(), zone);
  const clock = `${at.hour}:${at.minute}${more.seconds === true ? `:${at.second}` : ''}`;
  if (sameDay(at, now)) return `today ${clock}`;
  return at.year === now.year ? `${at.day} ${at.month} ${clock}` : `${at.day} ${at.month} ${at.year} ${clock}`;
}

/** The name of a zone as it stands beside a date: `UTC`, `CET`, `GMT-3`. */
export function zoneName(zone: string, instant: Date = new Date()): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }).formatToParts(instant);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** A moment in full, with its zone: `22 Nov 2026 19:42:07 UTC`. */
export function showFullMoment(iso: string, zone: string): string {
  const instant = new Date(iso);
  const at = partsOf(instant, zone);
  return `${at.day} ${at.month} ${at.year} ${at.hour}:${at.minute}:${at.second} ${zoneName(zone, instant)}`;
}

/** The time of day, with its zone: `19:58:11 UTC`. */
export function showClock(iso: string, zone: string): string {
  const instant = new Date(iso);
  const at = partsOf(instant, zone);
  return `${at.hour}:${at.minute}:${at.second} ${zoneName(zone, instant)}`;
}
