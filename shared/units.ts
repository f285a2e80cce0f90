const grouped = new Intl.NumberFormat('en-US');
const oneDigit = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 1 });

/** `1999` → `1,999`. */
export const showCount = (count: number): string => grouped.format(count);

/** Bytes as MB with one digit, and as bytes below 10,000: `0.1 MB`, `912 bytes`. */
export function showBytes(bytes: number): string {
  if (bytes < 10_000) return bytes === 1 ? '1 byte' : `${showCount(bytes)} bytes`;
  const mb = bytes / 1_000_000;
  return mb < 0.1 ? '0.1 MB' : `${grouped.format(Math.round(mb * 10) / 10)} MB`;
}

/**
 * A share in percent that hides no row: 1,998 of 1,999 is `99.9 %`, never `100 %`; one of a million is `0.0001 %`, never
 * `0 %`.
 */
export function showShare(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0 %';
  if (part === whole) return '100 %';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return `${oneDigit.format(percent)} %`;
  const tenths = Math.min(999, Math.round(percent * 10));
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} %`;
}

/** ms as seconds or minutes: `0.40 s`, `12.3 s`, `3 min 05 s`. */
export function showDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** A noun with its number: `1 row`, `70 rows`. */
export const showAmount = (count: number, one: string, many = `${one}s`): string =>
  `${showCount(count)} ${count === 1 ? one : many}`;
