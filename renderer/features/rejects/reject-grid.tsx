import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Facets, RejectFilter } from '#shared/contract/rejects.ts';
import type { Dialect } from '#shared/dialect.ts';
import type { Reject } from '#shared/reject.ts';
import { showCount } from '#shared/units.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { useNarrow } from '../../app/use-narrow.ts';
import { useClient } from '../../client/client-provider.tsx';
import { faultOf } from '../../client/fault-of.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import type { CellPlace } from '../../ui/data-grid/grid-column.ts';
import type { DataGridHandle } from '../../ui/data-grid/grid-props.ts';
import { usePagedRows } from '../../ui/data-grid/use-paged-rows.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { findNextReject } from './find-next-reject.ts';
import { FixBar } from './fix-bar.tsx';
import { fieldOfColumn, rejectColumns, type RejectField } from './reject-columns.tsx';
import { RejectDetail, type RejectActions } from './reject-detail.tsx';
import styles from './rejects-screen.module.css';
import { errorsNow, fieldsNow, withPlaceAt } from './row-fields.ts';
import type { RejectWorkbench } from './use-reject-work.ts';
import { useRowEdit } from './use-row-edit.tsx';

interface RejectGridProps {
  /** Another object begins at the top again. */
  readonly filter: RejectFilter;
  readonly shown: number;
  readonly states: Facets['states'];
  readonly fields: readonly RejectField[];
  readonly dialect: Pick<Dialect, 'delimiter' | 'quote' | 'escape'>;
  readonly bench: RejectWorkbench;
}

const gutter = { label: 'Record', width: 60, text: (reject: Reject): string => showCount(reject.record) };
const keyOf = (reject: Reject): number => reject.record;

/** The rejects that fit, as many as there are, edited in place; below them one fix for all, and the one in hand in full. */
export function RejectGrid({ filter, shown, states, fields, dialect, bench }: RejectGridProps) {
  const client = useClient();
  const narrow = useNarrow();
  const grid = useRef<DataGridHandle>(null);
  const [active, setActive] = useState<CellPlace>({ row: 0, column: 0 });
  const { settled } = bench;
  const load = useCallback(
    async (offset: number, limit: number, signal: AbortSignal): Promise<readonly Reject[]> => {
      // Rows that are read before an edit is kept would take it back in the window.
      await settled();
      return (await client.rejects.page({ ...filter, offset, limit }, { signal })).rejects;
    },
    [client, filter, settled],
  );
  const rows = usePagedRows(load);
  const { rowsBetween, refresh } = rows;
  const { delimiter } = dialect;
  const columns = useMemo(() => rejectColumns({ fields, delimiter, withLine: !narrow }), [fields, delimiter, narrow]);
  const { editing, keep } = useRowEdit({ bench, rows, columns, fields });
  const findProblem = useCallback(
    (from: CellPlace | null, step: 1 | -1) => findNextReject(from, step, columns, { rowCount: shown, rowsBetween }),
    [columns, shown, rowsBetween],
  );
  // What was done by more than an edit: the rows in sight come anew, in their places.
  const { work, revision } = bench;
  const seen = useRef({ work, revision });
  useEffect(() => {
    const before = seen.current;
    seen.current = { work, revision };
    if (before.revision !== revision || (before.work !== null && before.work !== work)) refresh();
  }, [work, revision, refresh]);
  const step = (by: 1 | -1): void => {
    grid.current?.focus();
    grid.current?.nextProblem(by);
  };
  useShortcut('F8', () => step(1));
  useShortcut('shift+F8', () => step(-1));

  const reject = rows.rowAt(active.row);
  const actionsFor = (row: Reject): RejectActions => {
    const at = fieldOfColumn(columns[active.column]);
    const isShort = errorsNow(row).some(({ code }) => code === 'fields.tooFew');
    const name = at === null ? undefined : fields[at]?.name;
    return {
      onPutBack: () => void keep(row, null),
      onAside: (aside) => void bench.setAside(filter, [row.record], aside),
      shift:
        isShort && at !== null && name !== undefined && row.state === 'open'
          ? { column: name, onPress: () => void keep(row, withPlaceAt(fieldsNow(row), at)) }
          : null,
    };
  };
  return (
    <>
      {rows.error === null ? null : <FaultNotice fault={faultOf(rows.error)} />}
      <div className={styles['grid']}>
        <DataGrid
          ref={grid}
          label="Rejected rows"
          columns={columns}
          rowCount={shown}
          rowAt={rows.rowAt}
          onSight={rows.onSight}
          rowsBetween={rowsBetween}
          gutter={gutter}
          keyOf={keyOf}
          editing={editing}
          findProblem={findProblem}
          onActive={setActive}
        />
      </div>
      {bench.isOpen ? (
        <FixBar
          filter={filter}
          shown={shown}
          states={states}
          columns={fields.map(({ column }) => column)}
          delimiter={delimiter}
          bench={bench}
        />
      ) : null}
      {reject === undefined ? null : (
        <RejectDetail
          reject={reject}
          place={active.row}
          shown={shown}
          fields={fields}
          dialect={dialect}
          onStep={step}
          actions={bench.canEdit ? actionsFor(reject) : null}
        />
      )}
    </>
  );
}
