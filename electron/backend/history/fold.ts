/**
 * Text without its case, for searches; bytes are read as UTF-8. Stands in SQL as `fold(…)`: SQLite's own lower() knows ASCII
 * alone.
 */
export function fold(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('utf8').toLowerCase();
  return typeof value === 'string' ? value.toLowerCase() : '';
}
