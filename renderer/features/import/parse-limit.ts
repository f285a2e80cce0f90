import type { LoadOptions } from '#shared/load.ts';
import { showAmount } from '#shared/units.ts';

export type Limit = LoadOptions['maxRejects'];

/** Reads a limit as a person types it: `70`, `1,000`, `2.5 %`, `2,5%`; null where it is none. */
export function parseLimit(text: string): NonNullable<Limit> | null {
  const [, number = '', percent = ''] = /^([\d.,\s]+?)\s*(%|percent)?$/.exec(text.trim()) ?? [];
  if (number === '') return null;
  if (percent !== '') {
    const value = /^\d+(?:\.\d+|,\d{1,2})?$/.test(number) ? Number(number.replace(',', '.')) : Number.NaN;
    return value <= 100 ? { unit: 'percent', value } : null;
  }
  if (!/^\d{1,3}(?:[,\s]\d{3})+$|^\d+$/.test(number)) return null;
  const value = Number(number.replaceAll(/[,\s]/g, ''));
  return Number.isSafeInteger(value) ? { unit: 'rows', value } : null;
}

export const limitId = (limit: Limit): string => (limit === null ? 'none' : `${limit.value} ${limit.unit}`);

export function limitLabel(limit: Limit): string {
  if (limit === null) return 'No limit';
  return limit.unit === 'percent' ? `${limit.value} % rejects` : showAmount(limit.value, 'reject');
}
