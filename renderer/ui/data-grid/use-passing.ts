import { useEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

interface Passing {
  readonly isPassing: boolean;
  /** Told whenever the box was scrolled, right before the frame in which that is drawn. */
  readonly onScroll: (isScrolling: boolean) => void;
}

/**
 * Whether rows rush by in a box: so far from one frame to the next that those drawn above and below do not reach, as under the
 * dragged thumb of the scrollbar. Nobody reads them then, and cells are their text and its look alone: the elements within
 * (coloured delimiters, what a cell says to who listens) would be made and removed by the hundred in each frame. The rows stay at the top of the box
 * meanwhile, for what is scrolled is shown a frame before it is told. The frame after the last such one has all in its place.
 * @param reach px that rows are drawn above and below what is in sight
 */
export function usePassing(box: RefObject<HTMLElement | null>, reach: number): Passing {
  const [isPassing, setPassing] = useState(false);
  const before = useRef(0);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return {
    isPassing,
    onScroll(isScrolling) {
      const element = box.current;
      // That it has come to rest is told by a timer, which may be earlier than what a slow frame has scrolled.
      if (element === null || !isScrolling) return;
      const moved = Math.abs(element.scrollTop - before.current);
      before.current = element.scrollTop;
      cancelAnimationFrame(frame.current);
      const isFast = moved > reach;
      setPassing(isFast);
      if (!isFast) return;
      // The first is that of this very frame, the second of the next one.
      frame.current = requestAnimationFrame(() => {
        frame.current = requestAnimationFrame(() => flushSync(() => setPassing(false)));
      });
    },
  };
}
