import type { RestoreDifference } from '#shared/restore.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReferenceLines } from './reference-lines.tsx';
import styles from './restore-difference.module.css';
import { fateWords, isChanged, rowsApart, type ChangedColumn } from './restore-words.ts';

const Bar = ({ label, rows, of, isFile }: { label: string; rows: number; of: number; isFile: boolean }) => (
  <div>
    <dt>{label}</dt>
    <dd>
      <span className={styles['track']} aria-hidden="true">
        <i data-file={isFile} style={{ width: `${of === 0 ? 0 : (rows / of) * 100}%` }} />
      </span>
      <b>{showCount(rows)}</b>
    </dd>
  </div>
);

function Rows({ difference }: { readonly difference: RestoreDifference }) {
  const { rowsNow, backup, exists } = difference;
  const most = Math.max(rowsNow ?? 0, backup.rows);
  const apart = rowsApart(difference);
  return (
    <Panel title="Rows">
      <dl className={styles['bars']}>
        {rowsNow === null ? null : <Bar label="Now" rows={rowsNow} of={most} isFile={false} />}
        <Bar label="In file" rows={backup.rows} of={most} isFile />
      </dl>
      <p className={styles['words']}>
        {apart ??
          (exists ? 'This role may not count the rows of the table.' : `${difference.target.table} is not there now.`)}
      </p>
    </Panel>
  );
}

const Changed = ({ column }: { readonly column: ChangedColumn }) => (
  <>
    <tr>
      <th scope="row" title={column.name}>
        {column.name}
      </th>
      <td className={styles['type']} title={column.table ?? undefined} data-gone={column.table === null}>
        {column.table ?? 'not there'}
      </td>
      <td className={styles['type']} title={column.backup ?? undefined} data-gone={column.backup === null}>
        {column.backup ?? 'not in file'}
      </td>
    </tr>
    <tr data-unfilled={column.fate === 'unfilled'}>
      <td colSpan={3} className={styles['fate']}>
        {fateWords[column.fate]}
      </td>
    </tr>
  </>
);

function Columns({ columns }: Pick<RestoreDifference, 'columns'>) {
  const changed = columns.filter(isChanged);
  const same = columns.length - changed.length;
  return (
    <Panel title="Columns">
      <table className={styles['columns']}>
        {changed.length === 0 ? null : (
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Table</th>
              <th scope="col">File</th>
            </tr>
          </thead>
        )}
        <tbody>
          <tr>
            <td colSpan={3} className={styles['same']}>
              <Icon name="check" size={13} />
              {same === 0 ? 'No column is the same' : `${showAmount(same, 'column is', 'columns are')} the same`}
            </td>
          </tr>
          {changed.map((column) => (
            <Changed key={column.name} column={column} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** What a backup holds against what is in the table now, before anything is done. */
export const RestoreDifferenceView = ({ difference }: { readonly difference: RestoreDifference }) => (
  <>
    <Rows difference={difference} />
    {difference.exists ? <Columns columns={difference.columns} /> : null}
    <ReferenceLines difference={difference} />
  </>
);
