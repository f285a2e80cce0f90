import { useRef, type ReactNode, type RefObject } from 'react';
import { Kbd } from '../kbd.tsx';
import styles from './data-grid.module.css';
import { usePlaceBelow } from './use-place-below.ts';

interface GridVerdictProps {
  readonly id: string;
  /** The cell in edit. */
  readonly cellId: string;
  readonly children: ReactNode;
  readonly box: RefObject<HTMLDivElement | null>;
  /** px at the top of the box that the heads cover. */
  readonly headHeight: number;
}

/** What is said below a cell in edit: whether its text passes, and which keys keep it or put it back. */
export function GridVerdict({ id, cellId, children, box, headHeight }: GridVerdictProps) {
  const own = useRef<HTMLDivElement>(null);
  const style = usePlaceBelow({ cellId, box, own, headHeight, content: children });
  return (
    <div ref={own} id={id} className={styles['verdict']} style={style}>
      <output>{children}</output>
      <p className={styles['more']}>
        <Kbd keys="enter" /> keep and go down, <Kbd keys="escape" /> put back
      </p>
    </div>
  );
}
