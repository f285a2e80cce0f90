import type { ReactElement, ReactNode } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import styles from './tip.module.css';

interface TipProps {
  /** What is shown on focus and on hover: the whole of what is cut, or the word of a glyph. */
  readonly text: ReactNode;
  /** A Button or TextLink of ours. */
  readonly children: ReactElement;
  readonly placement?: 'top' | 'bottom' | 'left' | 'right';
}

/** A line that appears beside what has the focus or the pointer. */
export const Tip = ({ text, children, placement = 'bottom' }: TipProps) => (
  <TooltipTrigger delay={500} closeDelay={100}>
    {children}
    <Tooltip className={styles['tip'] ?? ''} placement={placement} offset={6}>
      {text}
    </Tooltip>
  </TooltipTrigger>
);
