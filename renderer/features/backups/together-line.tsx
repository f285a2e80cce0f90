import type { RestoreMode } from '#shared/restore.ts';
import { showCount } from '#shared/units.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { fateWords, isChanged } from './restore-words.ts';
import styles from './restore-together.module.css';
import type { KnownDifference } from './use-differences.ts';

/** One table of several that are restored together: its rows on both sides, its changed columns, and what stands in the way. */
export function TogetherLine({ known, mode }: { readonly known: KnownDifference; readonly mode: RestoreMode }) {
  const { backup, difference, fault } = known;
  const obstacle = difference?.modes.find((one) => one.mode === mode)?.fault ?? fault;
  const changed = difference?.exists === true && mode !== 'new' ? difference.columns.filter(isChanged) : [];
  const now =
    difference === null
      ? '…'
      : !difference.exists
        ? 'no table'
        : difference.rowsNow === null
          ? 'not counted'
          : `${difference.rowsNowExact ? '' : 'about '}${showCount(difference.rowsNow)} now`;
  return (
    <li className={styles['line']}>
      <div className={styles['words']}>
        <b>{backup.table.table}</b>
        <span>{`${now}, ${showCount(backup.rows)} in file`}</span>
      </div>
      {changed.map((column) => (
        <p key={column.name} className={styles['fate']}>{`${column.name} ${fateWords[column.fate]}`}</p>
      ))}
      {obstacle === null ? null : <FaultNotice fault={obstacle} />}
    </li>
  );
}
