import type { ReactNode } from 'react';
import { Tooltip } from 'react-aria-components';
import styles from './rail.module.css';

/** The word of a glyph in the narrow rail. */
export const RailTip = ({ children }: { readonly children: ReactNode }) => (
  <Tooltip className={styles['tip'] ?? ''} placement="right" offset={8}>
    {children}
  </Tooltip>
);
