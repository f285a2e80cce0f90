import { keepPreviousData } from '@tanstack/react-query';
import type { Reject } from '#shared/reject.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './cell-verdict.module.css';
import type { RejectField } from './reject-columns.tsx';
import { fieldsNow, withField } from './row-fields.ts';
import { useSettled } from './use-settled.ts';

interface CellVerdictProps {
  readonly reject: Reject;
  /** 0-based place of the field in the file. */
  readonly at: number;
  readonly field: RejectField;
  readonly text: string;
}

/**
 * Whether what is typed into a cell passes, by the same code as a load, and what is still wrong with its row. While that is being
 * checked, what was said of the text before stays, faint; where that takes long, it says so. A question that another letter overtakes
 * is taken back.
 */
export function CellVerdict({ reject, at, field, text }: CellVerdictProps) {
  const calls = useCalls();
  const typed = useSettled(text);
  const { runId, record } = reject;
  const judged = useCall(
    calls.rejects.judge.queryOptions({
      input: { runId, record, fields: [...withField(fieldsNow(reject), at, typed)] },
      placeholderData: keepPreviousData,
    }),
  );
  if (judged.fault !== null) return <span className={styles['wrong']}>{judged.fault.sentence}</span>;
  if (judged.data === undefined) return <span className={styles['quiet']}>Checking</span>;
  const { cells, errors } = judged.data;
  const cell = cells[at];
  const own = cell?.error ?? errors.find(({ column }) => column === field.column && column !== '') ?? null;
  const others = errors.filter(({ column, sentence }) => column !== field.column && sentence !== own?.sentence);
  const isStale = judged.fetching || typed !== text;
  return (
    <span className={styles['verdict']} data-stale={isStale} aria-busy={isStale}>
      {own === null ? (
        <>
          <b className={styles['passes']}>
            <Icon name="check" size={13} /> Passes.
          </b>{' '}
          {cell?.stored == null ? (
            'Stored as NULL'
          ) : (
            <>
              Stored as <code className={styles['stored']}>{cell.stored}</code>
            </>
          )}
        </>
      ) : (
        <b className={styles['wrong']}>{own.sentence}</b>
      )}
      {isStale ? <span className={styles['checking']}> Checking</span> : null}
      {others[0] === undefined ? null : (
        <span className={styles['rest']}>Still wrong with the row: {others[0].sentence}</span>
      )}
    </span>
  );
}
