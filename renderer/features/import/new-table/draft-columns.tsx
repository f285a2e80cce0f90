import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, useRef } from 'react';
import type { InferredTable } from '#shared/inferred-table.ts';
import { DraftRow } from './draft-row.tsx';
import styles from './new-table.module.css';
import { changeColumn, type DraftColumn, type TableDraft } from './table-draft.ts';

interface DraftColumnsProps {
  readonly found: InferredTable;
  readonly draft: TableDraft;
  /** What stands against the columns, by their fields. */
  readonly problems: ReadonlyMap<number, string>;
  readonly onChange: (draft: TableDraft) => void;
}

/** px of a row with one line in each cell. */
const ROW_HEIGHT = 37;
const OVERSCAN = 6;

const heads = ['field', 'column', 'type', 'not null', 'key', 'empty', 'why this type'] as const;

/** Holds the place of rows that are not drawn. */
const Space = ({ height }: { readonly height: number }) =>
  height <= 0 ? null : (
    <tr aria-hidden="true">
      <td aria-hidden="true" colSpan={heads.length} className={styles['space']} style={{ height }} />
    </tr>
  );

/** What is typed into keeps its focus, wherever it is scrolled to: its row is drawn with those in sight. */
function withRowInHand(inSight: number[], box: HTMLElement | null): number[] {
  const active = document.activeElement;
  const row = box?.contains(active) === true ? active?.closest('tr')?.dataset['index'] : undefined;
  if (row === undefined || inSight.includes(Number(row))) return inSight;
  return [...inSight, Number(row)].toSorted((one, other) => one - other);
}

/** The columns of a table that is to be made. There are up to 1,590: those in sight are drawn, and the one in hand. */
export function DraftColumns({ found, draft, problems, onChange }: DraftColumnsProps) {
  const box = useRef<HTMLDivElement>(null);
  const change = (field: number, some: Partial<DraftColumn>): void => onChange(changeColumn(draft, field, some));
  // oxlint-disable-next-line react/incompatible-library -- what it gives is used here only, and handed to nothing memoized
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    count: found.columns.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    // What is typed into keeps its focus, wherever it is scrolled to.
    rangeExtractor: (range) => withRowInHand(defaultRangeExtractor(range), box.current),
    useFlushSync: false,
    // Until it was laid out.
    initialRect: { width: 800, height: 600 },
  });
  const items = virtualizer.getVirtualItems();
  return (
    <div className={styles['scroll']} ref={box}>
      <table
        className={styles['columns']}
        aria-label="Columns of the new table"
        aria-rowcount={found.columns.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {heads.map((head) => (
              <th key={head} scope="col" className={head === 'empty' ? styles['number'] : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ index, start }, at) => {
            const column = found.columns[index];
            const chosen = draft.columns[index];
            if (column === undefined || chosen === undefined) return null;
            return (
              <Fragment key={index}>
                <Space height={start - (items[at - 1]?.end ?? 0)} />
                <DraftRow
                  ref={virtualizer.measureElement}
                  column={column}
                  chosen={chosen}
                  index={index}
                  problem={problems.get(column.field)}
                  onChange={change}
                />
              </Fragment>
            );
          })}
          <Space height={virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}
