import { useMemo, useRef } from 'react';
import type { Preview } from '#shared/contract/imports.ts';
import type { ColumnProfile } from '#shared/load.ts';
import { showCount } from '#shared/units.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import type { DataGridHandle } from '../../ui/data-grid/grid-props.ts';
import type { Matching } from './change-match.ts';
import { previewColumns } from './preview-columns.tsx';
import type { ActionsFor } from './preview-cell.tsx';
import type { SampleLine } from './sample-lines.ts';

interface PreviewGridProps {
  readonly label: string;
  readonly preview: Preview;
  readonly profiles: readonly ColumnProfile[];
  readonly actionsFor: ActionsFor;
  readonly matching: Matching | null;
  readonly rowCount: number;
  /** Another function means other rows. */
  readonly rowAt: (index: number) => SampleLine | undefined;
  readonly onSight?: (first: number, last: number) => void;
  readonly rowsBetween?: (first: number, last: number) => Promise<readonly SampleLine[]>;
}

const gutter = {
  label: 'Record',
  width: 60,
  text: (line: SampleLine): string => (line.kind === 'gap' ? '' : showCount(line.row.record)),
};
const gapOf = (line: SampleLine): string | null => (line.kind === 'gap' ? line.sentence : null);

/** Rows of the file as they will be stored, under the columns that take them. */
export function PreviewGrid({ preview, profiles, actionsFor, matching, ...rows }: PreviewGridProps) {
  const columns = useMemo(
    () => previewColumns({ preview, profiles, actionsFor, matching }),
    [preview, profiles, actionsFor, matching],
  );
  const grid = useRef<DataGridHandle>(null);
  const step = (by: 1 | -1): void => {
    // What a cell says, it says where the focus is.
    grid.current?.focus();
    grid.current?.nextProblem(by);
  };
  useShortcut('F8', () => step(1));
  useShortcut('shift+F8', () => step(-1));
  return <DataGrid ref={grid} columns={columns} gutter={gutter} gapOf={gapOf} {...rows} />;
}
