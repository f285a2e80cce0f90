import { useRef, type ReactNode, type RefObject } from 'react';
import { Kbd } from '../kbd.tsx';
import type { CellPlace } from './grid-column.ts';
import styles from './data-grid.module.css';
import { usePlaceBelow } from './use-place-below.ts';

interface GridVerdictProps {
  readonly id: string;
  /** The cell in edit. */
  readonly cell: CellPlace;
  readonly children: ReactNode;
  readonly box: RefObject<HTMLDivElement | null>;
  /** px at the top of the box that the heads cover. */
  readonly headHeight: number;
}

/** What is said below a cell in edit: whether its text passes, and which keys keep it or put it back. */
export function GridVerdict({ id, cell, children, box, headHeight }: GridVerdictProps) {
  const own = useRef<HTMLDivElement>(null);
  const style = usePlaceBelow({ cell, box, own, headHeight, content: children });
  return (
    <div ref={own} id={id} className={styles['verdict']} style={style}>
      <output>{children}</output>
      <p className={styles['more']}>
        <Kbd keys="enter" /> keep and go down, <Kbd keys="escape" /> put back
      </p>
    </div>
  );
}
