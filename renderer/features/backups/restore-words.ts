import type { RestoreColumn, RestoreDifference, RestoreFate, RestoreMode } from '#shared/restore.ts';
import { showAmount, showCount } from '#shared/units.ts';

/** A name for the table that is made anew: the backup's own where that is free, else with the day of the backup. */
export function newTableName({ exists, target, backup }: RestoreDifference): string {
  return exists ? `${backup.table.table}_${backup.takenAt.slice(0, 10).replaceAll('-', '')}` : target.table;
}

/** What becomes of a column that is not the same on both sides. */
export const fateWords: Readonly<Record<Exclude<RestoreFate, 'same'>, string>> = {
  converted: 'goes over as text',
  dropped: 'stays in the file: the table has no such column',
  computed: 'is computed by the table',
  default: 'gets its default',
  null: 'gets NULL',
  unfilled: 'cannot be filled: it has no default and allows no NULL',
};

/** A column that is not the same on both sides. */
export type ChangedColumn = RestoreColumn & { readonly fate: Exclude<RestoreFate, 'same'> };

export const isChanged = (column: RestoreColumn): column is ChangedColumn =>
  column.fate !== 'same' && !(column.fate === 'computed' && column.backup === column.table);

/** How many rows the file has more or fewer than the table; null: the table’s are not counted. */
export function rowsApart({ rowsNow, rowsNowExact, backup }: RestoreDifference): string | null {
  if (rowsNow === null) return null;
  const about = rowsNowExact ? '' : 'about ';
  const apart = backup.rows - rowsNow;
  if (apart === 0) return rowsNowExact ? 'As many as in the table.' : 'About as many as in the table.';
  return `The file has ${about}${showAmount(Math.abs(apart), 'row')} ${apart < 0 ? 'fewer' : 'more'} than the table.`;
}

const showNow = ({ rowsNow, rowsNowExact }: RestoreDifference): string =>
  `${rowsNowExact ? '' : 'about '}${showAmount(rowsNow ?? 0, 'row')}`;

/** The button: a verb and the rows that are at stake. */
export function restoreVerb(mode: RestoreMode, difference: RestoreDifference | null): string {
  if (difference === null) return 'Restore';
  const { backup, rowsNow } = difference;
  switch (mode) {
    case 'replace':
      return rowsNow === null
        ? 'Replace all rows'
        : rowsNow === 0
          ? `Restore ${showAmount(backup.rows, 'row')}`
          : `Replace ${showNow(difference)}`;
    case 'append':
      return `Append what is missing of ${showAmount(backup.rows, 'row')}`;
    case 'new':
      return `Restore ${showAmount(backup.rows, 'row')} into a new table`;
  }
}

/** What a mode would do. */
export function modeWords(mode: RestoreMode, difference: RestoreDifference): string {
  const { backup, rowsNow, key } = difference;
  switch (mode) {
    case 'replace': {
      const go = rowsNow === null ? 'All rows go' : `${showNow(difference)} ${rowsNow === 1 ? 'goes' : 'go'}`;
      return `${go}, ${showCount(backup.rows)} ${backup.rows === 1 ? 'comes' : 'come'}.`;
    }
    case 'append':
      return key === null
        ? 'Only rows that are not there as a whole. None is changed.'
        : `Only rows whose ${key.join(', ')} is not in the table. None is changed.`;
    case 'new':
      return 'Made as the table was, with its keys and indexes.';
  }
}
