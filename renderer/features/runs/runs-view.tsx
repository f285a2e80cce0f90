import { useRef, type ReactNode } from 'react';
import type { Fault } from '#shared/fault.ts';
import type { RunSummary } from '#shared/run.ts';
import { showAmount, showCount, showDuration } from '#shared/units.ts';
import { screenRoute, useNavigate } from '../../app/navigation.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { ListTable, type ListColumn } from '../../ui/list-table.tsx';
import { Moment } from '../../ui/moment.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { hasFailureLine } from './failure-line.tsx';
import { RunCell } from './run-cell.tsx';
import { anyRun, isAny, type RunChoice } from './run-choice.ts';
import { RunChips } from './run-chips.tsx';
import { doorWord, rowsPerSecond } from './run-words.ts';
import styles from './runs-view.module.css';

interface RunsViewProps {
  /** Null until they are here. */
  readonly runs: readonly RunSummary[] | null;
  /** How many fit the choice. */
  readonly found: number;
  /** How many there are. */
  readonly total: number;
  /** Names of all tables, to choose from. */
  readonly tables: readonly string[];
  readonly choice: RunChoice;
  readonly onChoose: (choice: RunChoice) => void;
  readonly onMore: () => void;
  readonly canShowMore: boolean;
  readonly fault: Fault | null;
  readonly onRetry: () => void;
  /** IANA name of the zone chosen. */
  readonly zone: string;
  readonly failureOf: (run: RunSummary) => ReactNode;
}

const Rejected = ({ run }: { readonly run: RunSummary }) =>
  run.ledger.rejected === 0 ? null : (
    <span className="gold">{`${showCount(run.ledger.rejected)} ${run.state === 'checked' ? 'do not fit' : 'rejected'}`}</span>
  );

const columnsOf = (zone: string): readonly ListColumn<RunSummary>[] => [
  {
    id: 'file',
    label: 'File and table',
    track: 'minmax(0, 1fr)',
    cell: (run) => (
      <>
        <span className="strong cut">{run.sourceName}</span>
        <span className="ink-3 small cut">
          {run.parentId === null ? '' : 'replay of fixed rows '}to {run.table}
        </span>
      </>
    ),
  },
  { id: 'end', label: 'End', track: '264px', cell: (run) => <RunCell run={run} aside={<Rejected run={run} />} /> },
  {
    id: 'took',
    label: 'Took',
    track: '112px',
    align: 'end',
    cell: (run) => {
      const speed = rowsPerSecond(run);
      return run.state === 'running' ? null : (
        <>
          <span className="num">{showDuration(run.elapsedMs)}</span>
          <span className="ink-3 small num">{speed === null ? '' : `${showCount(speed)} rows/s`}</span>
        </>
      );
    },
  },
  {
    id: 'when',
    label: 'When and who',
    track: '168px',
    cell: (run) => (
      <>
        <Moment iso={run.startedAt} zone={zone} seconds className="num" />
        <span className="ink-3 small cut">{`${doorWord(run)}, ${run.who}`}</span>
      </>
    ),
  },
];

/** The list of runs, with what narrows it down. */
export function RunsView(props: RunsViewProps) {
  const { runs, found, total, tables, choice, onChoose, onMore, canShowMore, fault, onRetry, zone, failureOf } = props;
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('mod+F', () => field.current?.select());
  const shown = runs?.length ?? 0;
  const note =
    runs === null
      ? undefined
      : isAny(choice)
        ? showAmount(total, 'run')
        : `${showCount(found)} of ${showCount(total)} shown`;
  return (
    <>
      <ScreenHeader title="Runs" {...(note === undefined ? {} : { note })}>
        <TextField
          label="Find in runs"
          hideLabel
          icon="search"
          keys="mod+F"
          placeholder="Find in runs"
          type="search"
          value={choice.query}
          onChange={(query) => onChoose({ ...choice, query })}
          inputRef={field}
          className={styles['find']}
        />
      </ScreenHeader>
      {total === 0 && runs !== null ? null : <RunChips choice={choice} tables={tables} onChoose={onChoose} />}
      <div className={styles['list']}>
        {fault === null ? null : (
          <FaultNotice
            fault={fault}
            className={styles['notice']}
            actions={[{ label: 'Try again', onPress: onRetry }]}
          />
        )}
        {runs === null || shown === 0 ? null : (
          <ListTable
            label="Runs"
            columns={columnsOf(zone)}
            items={runs}
            idOf={(run) => run.id}
            nameOf={(run) => `${run.sourceName} to ${run.table}`}
            below={(run) => (hasFailureLine(run) ? failureOf(run) : null)}
            onOpen={(runId) => navigate({ screen: 'runs', runId })}
          />
        )}
        {runs !== null && shown === 0 ? (
          <div className={styles['empty']}>
            {total === 0 ? (
              <EmptyState
                title="No runs yet"
                actions={<Button onPress={() => navigate(screenRoute('import'))}>Go to the import</Button>}
              >
                Every check and every load is kept here, with its ledger. Drop a file anywhere in this window.
              </EmptyState>
            ) : (
              <EmptyState
                title="No run fits"
                actions={<Button onPress={() => onChoose(anyRun)}>{`Show all ${showAmount(total, 'run')}`}</Button>}
              >
                {`None of ${showAmount(total, 'run')} is what you look for.`}
              </EmptyState>
            )}
          </div>
        ) : null}
        {shown < found ? (
          <p className={styles['more']}>
            {`${showCount(shown)} of ${showCount(found)} shown`}
            {canShowMore ? <Button onPress={onMore}>Show more</Button> : ' Narrow it down to see older ones.'}
          </p>
        ) : null}
      </div>
    </>
  );
}
