import { getInt32, putInt32 } from './bytes.ts';
import { showDay } from './calendar.ts';
import type { EncodeText, TypeCodec } from './codec.ts';
import { newDateTimeText, readDateTime } from './iso-date-time.ts';

/** 4714-11-24 BC, Julian day 0. */
const DAYS_MIN = -2_451_545;
/** 5874898-01-01, the first day beyond. */
const DAYS_END = 2_145_031_949;
/** Stands for infinity; -INFINITY - 1 stands for -infinity. */
const INFINITY = 0x7fff_ffff;

const text = newDateTimeText();

/** A time of day is taken only where it is midnight without an offset: Postgres would drop any other without a word. */
export const encodeDate: EncodeText = (bytes, start, end, out) => {
  if (!readDateTime(bytes, start, end, text) || text.micros !== 0 || text.zoneSeconds !== 0) return 'type.date';
  const { days } = text;
  if (text.kind === 'finite' && (days < DAYS_MIN || days >= DAYS_END)) return 'type.date';
  const at = out.reserve(8);
  putInt32(out.bytes, at, 4);
  putInt32(out.bytes, at + 4, text.kind === 'finite' ? days : text.kind === 'infinity' ? INFINITY : -INFINITY - 1);
  return null;
};

/** Source: PostgreSQL 18, src/backend/utils/adt/date.c. */
export const dateCodec: TypeCodec = {
  type: 'date',
  oid: 1082,
  exact: true,
  isText: false,
  encoder: () => encodeDate,
  limits: () => ({}),
  show: (bytes, start) => {
    const days = getInt32(bytes, start);
    if (days === INFINITY) return 'infinity';
    if (days === -INFINITY - 1) return '-infinity';
    const day = showDay(days);
    return day.text + day.era;
  },
  compare: (a, aStart, _aEnd, b, bStart) => getInt32(a, aStart) - getInt32(b, bStart),
  writeKey: null,
};
