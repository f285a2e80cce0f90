import { showCount, showDuration } from '#shared/units.ts';
import { hrefOf } from '../../app/navigation.ts';
import { EndState } from '../../ui/end-state.tsx';
import { MiniLedger } from '../../ui/ledger/mini-ledger.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { sumOf } from './file-view.ts';
import { isIn, partLedgerState } from './part-words.ts';
import styles from './result-table.module.css';
import { endOf, isPartEnded } from './stage.ts';
import type { BatchWork } from './use-batch-work.ts';

interface ResultTableProps {
  readonly work: BatchWork;
  readonly currentKey: string;
  readonly onShow: (key: string) => void;
}

const counts = ['read', 'inserted', 'updated', 'skipped', 'rejected'] as const;

/** How each file of the batch ended, with the sums of all. */
export function ResultTable({ work, currentKey, onShow }: ResultTableProps) {
  const files = work.views.flatMap((view) => {
    const part = work.loaded.get(view.key);
    return part === undefined ? [] : [{ key: view.key, name: view.file.name, part }];
  });
  const inTable = files.filter(({ part }) => isIn(part));
  const sum = sumOf(inTable.map(({ part }) => part.ledger));
  const elapsedMs = files.reduce((total, { part }) => total + part.elapsedMs, 0);
  return (
    <div className={styles['box']}>
      <table className={styles['results']}>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">End</th>
            {counts.map((count) => (
              <th key={count} scope="col" className={styles['number']}>
                {count}
              </th>
            ))}
            <th scope="col">Run</th>
          </tr>
        </thead>
        <tbody>
          {files.map(({ key, name, part }) => {
            const ledger = isIn(part) ? part.ledger : { ...part.ledger, inserted: 0, updated: 0, skipped: 0 };
            return (
              <tr key={key} aria-current={key === currentKey ? 'true' : undefined} onClick={() => onShow(key)}>
                <td>
                  <b className={styles['first']}>{name}</b>
                  <span className={styles['second']}>to {part.table}</span>
                </td>
                <td>
                  <span className={styles['end']}>
                    <EndState state={endOf(part)} />
                    <MiniLedger ledger={part.ledger} state={partLedgerState(part, true)} />
                  </span>
                </td>
                {counts.map((count) => (
                  <td key={count} className={styles['number']} data-count={count} data-zero={ledger[count] === 0}>
                    {showCount(ledger[count])}
                  </td>
                ))}
                <td>
                  <TextLink href={hrefOf({ screen: 'runs', runId: part.runId })}>Open</TextLink>
                  <span className={styles['second']}>{isPartEnded(part) ? showDuration(part.elapsedMs) : ''}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
        {files.length < 2 ? null : (
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {inTable.length === files.length
                  ? 'All files'
                  : `${showCount(inTable.length)} of ${showCount(files.length)} files are in`}
              </th>
              {counts.map((count) => (
                <td key={count} className={styles['number']} data-count={count} data-zero={sum[count] === 0}>
                  {showCount(sum[count])}
                </td>
              ))}
              <td>{showDuration(elapsedMs)}</td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
