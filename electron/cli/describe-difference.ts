import type { RestoreDifference, RestoreFate, RestoreMode } from '#shared/restore.ts';
import { showAmount } from '#shared/units.ts';

/** What a restore would do, in words, a paragraph for a table; for standard error. */
export function describeDifference(difference: RestoreDifference, mode: RestoreMode): string {
  const { target, backup, exists, rowsNow, rowsNowExact, columns, triggers, referredBy, key } = difference;
  const count = rowsNow === null ? 'not known' : `${rowsNowExact ? '' : 'about '}${showAmount(rowsNow, 'row')}`;
  const now = exists ? count : 'not there';
  const lines = [
    `${target.schema}.${target.table}: ${now} now, ${showAmount(backup.rows, 'row')} in the backup of ${backup.takenAt}`,
    ...columns.flatMap((column) => {
      const say = fateWords[column.fate];
      return say === null ? [] : [`  ${column.name}: ${say(column.backup ?? '', column.table ?? '')}`];
    }),
  ];
  if (mode === 'append' && exists)
    lines.push(`  Rows are told apart by ${key === null ? 'all of their columns' : key.join(', ')}.`);
  if (triggers.length > 0) lines.push(`  Triggers: ${triggers.join(', ')}`);
  const children = [...new Set(referredBy.map(({ schema, table }) => `${schema}.${table}`))];
  if (children.length > 0) lines.push(`  Referred to by ${children.join(', ')}`);
  return lines.join('\n');
}

const fateWords: Readonly<Record<RestoreFate, ((backup: string, table: string) => string) | null>> = {
  same: null,
  converted: (backup, table) => `${backup} in the backup, ${table} in the table: goes over as text`,
  dropped: () => 'not in the table: its values stay in the backup',
  computed: () => 'computed by the table',
  default: () => 'not in the backup: takes its default',
  null: () => 'not in the backup: NULL',
  unfilled: () => 'not in the backup, and NULL is not allowed',
};
