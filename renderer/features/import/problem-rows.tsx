import { useCallback } from 'react';
import type { Preview } from '#shared/contract/imports.ts';
import type { ColumnProfile } from '#shared/load.ts';
import { useClient } from '../../client/client-provider.tsx';
import { faultOf } from '../../client/fault-of.ts';
import { usePagedRows } from '../../ui/data-grid/use-paged-rows.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import type { Matching } from './change-match.ts';
import type { ActionsFor } from './preview-cell.tsx';
import { PreviewGrid } from './preview-grid.tsx';
import { rowOfReject } from './row-of-reject.ts';
import type { SampleLine } from './sample-lines.ts';

interface ProblemRowsProps {
  readonly preview: Preview;
  readonly profiles: readonly ColumnProfile[];
  readonly matching: Matching | null;
  /** The run whose rejects are shown: that of the check, or of the load. */
  readonly runId: string;
  readonly count: number;
}

const noActions: ActionsFor = () => null;

/** Every record with a problem, in file order. */
export function ProblemRows({ preview, profiles, matching, runId, count }: ProblemRowsProps) {
  const client = useClient();
  const { columns } = preview;
  const load = useCallback(
    async (offset: number, limit: number, signal: AbortSignal): Promise<readonly SampleLine[]> => {
      const page = await client.rejects.page({ runId, offset, limit }, { signal });
      return page.rejects.map((reject) => ({
        kind: 'row',
        key: `row ${reject.record}`,
        row: rowOfReject(reject, columns),
      }));
    },
    [client, runId, columns],
  );
  const rows = usePagedRows(load);
  return (
    <>
      {rows.error === null ? null : <FaultNotice fault={faultOf(rows.error)} />}
      <PreviewGrid
        label="Records with problems"
        preview={preview}
        profiles={profiles}
        actionsFor={noActions}
        matching={matching}
        rowCount={count}
        rowAt={rows.rowAt}
        onSight={rows.onSight}
        rowsBetween={rows.rowsBetween}
      />
    </>
  );
}
