import { memo, type Ref } from 'react';
import { cx } from '../class-names.ts';
import type { GridColumn } from './grid-column.ts';
import type { GridHeader } from './use-column-widths.ts';
import styles from './data-grid.module.css';

interface GridHeadProps<Row> {
  readonly headers: readonly GridHeader[];
  readonly columns: readonly GridColumn<Row>[];
  /** Head of the gutter; null: there is none. */
  readonly gutter: string | null;
  /** Of the columns, for grid-template-columns: another one means that a width changed. */
  readonly template: string;
  /** Id of the column that is being drawn wider or narrower; null: none is. */
  readonly resizing: string | null;
  readonly headRef: Ref<HTMLTableSectionElement>;
}

const Head = <Row,>({ headers, columns, gutter, resizing, headRef }: GridHeadProps<Row>) => (
  <thead ref={headRef} className={styles['heads']}>
    <tr aria-rowindex={1} className={styles['headRow']}>
      {gutter === null ? null : (
        <th scope="col" aria-colindex={1} className={cx(styles['head'], styles['gutterHead'])}>
          {gutter}
        </th>
      )}
      {headers.map((header, place) => {
        const column = columns[place];
        const resize = header.getResizeHandler();
        return (
          <th
            key={header.id}
            scope="col"
            aria-colindex={place + (gutter === null ? 1 : 2)}
            className={cx(
              styles['head'],
              column?.align === 'end' && styles['end'],
              column?.head !== undefined && styles['own'],
            )}
          >
            {column?.head ?? column?.label}
            <span
              className={styles['edge']}
              data-resizing={header.column.id === resizing}
              aria-hidden="true"
              onMouseDown={resize}
              onTouchStart={resize}
              onDoubleClick={() => header.column.resetSize()}
            />
          </th>
        );
      })}
    </tr>
  </thead>
);

/** The heads: they stay in sight, and an edge of each draws its column wider. Drawn anew only when one of them changed. */
export const GridHead = memo(Head) as typeof Head;
