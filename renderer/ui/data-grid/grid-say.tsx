import { useRef, type RefObject } from 'react';
import { TextLink } from '../text-link.tsx';
import type { CellPlace, CellSay } from './grid-column.ts';
import styles from './data-grid.module.css';
import { usePlaceBelow } from './use-place-below.ts';

interface GridSayProps {
  readonly id: string;
  /** The cell that is spoken of. */
  readonly cell: CellPlace;
  readonly say: CellSay;
  /** The box that scrolls: what is said stays inside it. */
  readonly box: RefObject<HTMLDivElement | null>;
  /** px at the top of the box that the heads cover. */
  readonly headHeight: number;
  /** It stays while the pointer is on it. */
  readonly hover: { readonly onMouseEnter: () => void; readonly onMouseLeave: () => void };
  /** Escape on one of its links. */
  readonly onLeave: () => void;
}

/** The sentence of a cell, with at most two actions. */
export function GridSay({ id, cell, say, box, headHeight, hover, onLeave }: GridSayProps) {
  const own = useRef<HTMLDivElement>(null);
  const style = usePlaceBelow({ cell, box, own, headHeight, content: say });
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- only hears Escape from its links
    <div
      ref={own}
      id={id}
      className={styles['say']}
      style={style}
      {...hover}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onLeave();
      }}
    >
      <p>
        <b className={styles['sentence']}>{say.sentence}</b>
        {say.more === undefined ? null : <span className={styles['more']}> {say.more}</span>}
      </p>
      {say.actions === undefined ? null : (
        <p className={styles['actions']}>
          {say.actions.map((action) => (
            <TextLink key={action.label} inText onPress={action.onPress}>
              {action.label}
            </TextLink>
          ))}
        </p>
      )}
    </div>
  );
}
