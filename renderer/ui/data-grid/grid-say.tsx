import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { TextLink } from '../text-link.tsx';
import type { CellSay } from './grid-column.ts';
import styles from './data-grid.module.css';

interface GridSayProps {
  readonly id: string;
  /** The cell that is spoken of. */
  readonly cellId: string;
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

interface Place {
  readonly left: number;
  readonly top: number;
}

const DISTANCE = 6;
const MARGIN = 8;

/** Below the cell and never over it; above where there is no room below. In px of what the box scrolls. */
function placeOf(cell: DOMRect, box: HTMLElement, own: DOMRect, headHeight: number): Place {
  const frame = box.getBoundingClientRect();
  const bottom = frame.top + box.clientHeight;
  const right = frame.left + box.clientWidth;
  const fitsBelow = cell.bottom + DISTANCE + own.height <= bottom;
  const fitsAbove = cell.top - DISTANCE - own.height >= frame.top + headHeight;
  const top = fitsBelow || !fitsAbove ? cell.bottom + DISTANCE : cell.top - DISTANCE - own.height;
  const left = Math.max(frame.left + MARGIN, Math.min(cell.left, right - own.width - MARGIN));
  return { left: left - frame.left + box.scrollLeft, top: top - frame.top + box.scrollTop };
}

/** The sentence of a cell, with at most two actions. */
export function GridSay({ id, cellId, say, box, headHeight, hover, onLeave }: GridSayProps) {
  const own = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place | null>(null);
  useLayoutEffect(() => {
    const cell = document.getElementById(cellId);
    if (cell === null || box.current === null || own.current === null) return;
    setPlace(placeOf(cell.getBoundingClientRect(), box.current, own.current.getBoundingClientRect(), headHeight));
  }, [cellId, say, box, headHeight]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- only hears Escape from its links
    <div
      ref={own}
      id={id}
      className={styles['say']}
      style={place === null ? { visibility: 'hidden' } : { left: place.left, top: place.top }}
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
