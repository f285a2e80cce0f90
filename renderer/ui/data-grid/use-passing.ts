import { useEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

interface Passing {
  readonly isPassing: boolean;
  /** Told whenever the box was scrolled, right before the frame in which that is drawn. */
  readonly onScroll: (isScrolling: boolean) => void;
}

/**
 * Whether rows rush by in a box: half of its height or more from one frame to the next, as under the dragged thumb of the
 * scrollbar. Nobody reads them then, and cells are their text and its look alone: the elements within (coloured delimiters,
 * what a cell says to who listens) took more of the frame than all else. The frame after the last such one has them again.
 */
export function usePassing(box: RefObject<HTMLElement | null>): Passing {
  const [isPassing, setPassing] = useState(false);
  const before = useRef(0);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return {
    isPassing,
    onScroll(isScrolling) {
      const element = box.current;
      if (element === null) return;
      const moved = Math.abs(element.scrollTop - before.current);
      before.current = element.scrollTop;
      if (!isScrolling) return;
      cancelAnimationFrame(frame.current);
      const isFast = moved >= element.clientHeight / 2;
      setPassing(isFast);
      if (!isFast) return;
      // The first is that of this very frame, the second of the next one.
      frame.current = requestAnimationFrame(() => {
        frame.current = requestAnimationFrame(() => flushSync(() => setPassing(false)));
      });
    },
  };
}
