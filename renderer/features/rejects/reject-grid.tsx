import { useCallback, useMemo, useRef, useState } from 'react';
import type { RejectFilter } from '#shared/contract/rejects.ts';
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
import { rejectColumns, type RejectField } from './reject-columns.tsx';
import { RejectDetail } from './reject-detail.tsx';
import styles from './rejects-screen.module.css';

interface RejectGridProps {
  /** Another object begins at the top again. */
  readonly filter: RejectFilter;
  readonly shown: number;
  readonly fields: readonly RejectField[];
  readonly delimiter: string;
}

const gutter = { label: 'Record', width: 60, text: (reject: Reject): string => showCount(reject.record) };

/** The rejects that fit, as many as there are, and the one in hand in full below them. */
export function RejectGrid({ filter, shown, fields, delimiter }: RejectGridProps) {
  const client = useClient();
  const narrow = useNarrow();
  const grid = useRef<DataGridHandle>(null);
  const [active, setActive] = useState(0);
  const load = useCallback(
    async (offset: number, limit: number, signal: AbortSignal): Promise<readonly Reject[]> =>
      (await client.rejects.page({ ...filter, offset, limit }, { signal })).rejects,
    [client, filter],
  );
  const rows = usePagedRows(load);
  const { rowsBetween } = rows;
  const columns = useMemo(() => rejectColumns({ fields, delimiter, withLine: !narrow }), [fields, delimiter, narrow]);
  const findProblem = useCallback(
    (from: CellPlace | null, step: 1 | -1) => findNextReject(from, step, columns, { rowCount: shown, rowsBetween }),
    [columns, shown, rowsBetween],
  );
  const step = (by: 1 | -1): void => grid.current?.nextProblem(by);
  useShortcut('F8', () => step(1));
  useShortcut('shift+F8', () => step(-1));
  const reject = rows.rowAt(active);
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
          findProblem={findProblem}
          onActive={({ row }) => setActive(row)}
        />
      </div>
      {reject === undefined ? null : (
        <RejectDetail reject={reject} place={active} shown={shown} delimiter={delimiter} onStep={step} />
      )}
    </>
  );
}
