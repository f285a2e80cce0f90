import type { BackupEntry } from '#shared/backup.ts';
import { showBytes, showCount } from '#shared/units.ts';
import type { ListColumn } from '../../ui/list-table.tsx';
import { Moment } from '../../ui/moment.tsx';
import { BackupBadge } from './backup-badge.tsx';
import { badgeOf } from './badge-of.ts';
import { codecWord, folderOf, originWords } from './backup-words.ts';

const sortable = ['taken', 'table', 'rows', 'bytes', 'badge'] as const;

export interface BackupSort {
  readonly column: (typeof sortable)[number];
  readonly direction: 'ascending' | 'descending';
}

export const newestFirst: BackupSort = { column: 'taken', direction: 'descending' };

/** The sort that a head asks for; what is no column of ours sorts by time. */
export const sortOf = (column: unknown, direction: BackupSort['direction']): BackupSort => ({
  column: sortable.find((one) => one === column) ?? 'taken',
  direction,
});

const badgeOrder = ['missing', 'damaged', 'unverified', 'verified'];

const compare: Readonly<Record<BackupSort['column'], (one: BackupEntry, other: BackupEntry) => number>> = {
  taken: (one, other) => one.takenAt.localeCompare(other.takenAt),
  table: (one, other) => one.table.table.localeCompare(other.table.table, 'en'),
  rows: (one, other) => one.rows - other.rows,
  bytes: (one, other) => one.bytes - other.bytes,
  badge: (one, other) => badgeOrder.indexOf(badgeOf(one)) - badgeOrder.indexOf(badgeOf(other)),
};

/** Backups in order; what is equal stands newest first, and then by the name of its table. */
export function sortBackups(backups: readonly BackupEntry[], { column, direction }: BackupSort): BackupEntry[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return backups.toSorted(
    (one, other) => sign * compare[column](one, other) || -compare.taken(one, other) || compare.table(one, other),
  );
}

/** The columns of the list: when, of what, how much, and what is known of the file. */
export const backupColumns = (zone: string, connectionId: string): readonly ListColumn<BackupEntry>[] => [
  {
    id: 'table',
    label: 'Table',
    track: 'minmax(0, 1fr)',
    sorts: true,
    cell: (one) => (
      <>
        <span className="strong cut" title={`${one.table.schema}.${one.table.table}`}>
          {one.table.table}
        </span>
        <span className="ink-3 small cut" title={one.path}>
          {one.connectionName === null || one.connectionId === connectionId ? '' : `${one.connectionName}, `}
          {folderOf(one.path)}
        </span>
      </>
    ),
  },
  {
    id: 'taken',
    label: 'Taken',
    track: '132px',
    sorts: true,
    cell: (one) => (
      <>
        <Moment iso={one.takenAt} zone={zone} className="num" />
        <span className="ink-3 small">{originWords[one.origin]}</span>
      </>
    ),
  },
  {
    id: 'rows',
    label: 'Rows',
    track: '104px',
    align: 'end',
    sorts: true,
    cell: (one) => <span className="num">{showCount(one.rows)}</span>,
  },
  {
    id: 'bytes',
    label: 'Size',
    track: '108px',
    align: 'end',
    sorts: true,
    cell: (one) => (
      <>
        <span className="num">{showBytes(one.bytes)}</span>
        <span className="ink-3 small">{codecWord(one.codec)}</span>
      </>
    ),
  },
  {
    id: 'badge',
    label: 'Badge',
    track: '124px',
    sorts: true,
    cell: (one) => (
      <>
        <span>
          <BackupBadge backup={one} />
        </span>
        {badgeOf(one) === 'verified' && one.verified !== null ? (
          <Moment iso={one.verified.at} zone={zone} className="ink-3 small num" />
        ) : null}
      </>
    ),
  },
];
