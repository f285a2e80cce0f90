import type { JSX } from 'react';
import type { RunState } from '#shared/run.ts';
import { cx } from './class-names.ts';
import styles from './end-state.module.css';

/** The state of a run, or none: there has been no run. */
export type EndStateName = RunState | 'none';

// Each has a silhouette of its own, so that none is told by its colour alone.
const glyphs: Readonly<Record<EndStateName, JSX.Element>> = {
  loaded: (
    <>
      <circle cx="7" cy="7" r="6.5" fill="currentColor" />
      <path className={styles['cutout']} d="m4 7.2 2.2 2.2L10.2 5" />
    </>
  ),
  loadedWithRejects: (
    <>
      <path d="M7 0 14 7 7 14 0 7z" fill="currentColor" />
      <path className={styles['cutout']} d="M4.6 7h4.8" />
    </>
  ),
  failed: (
    <>
      <rect x=".8" y=".8" width="12.4" height="12.4" rx="2" fill="currentColor" />
      <path className={styles['cutout']} d="m4.4 4.4 5.2 5.2M9.6 4.4 4.4 9.6" />
    </>
  ),
  running: (
    <>
      <circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" strokeWidth="2" opacity=".3" />
      <path d="M7 1.4A5.6 5.6 0 0 1 11.5 10.4" fill="none" stroke="currentColor" strokeWidth="2" />
    </>
  ),
  checked: <circle cx="7" cy="7" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2 2" />,
  none: <circle cx="7" cy="7" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2 2" />,
  cancelled: (
    <>
      <circle cx="7" cy="7" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M4.2 9.8 9.8 4.2" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  unknown: (
    <>
      <path d="M7 .9 13.1 7 7 13.1.9 7z" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M7 4.2v3.4M7 9.7v.1" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
};

interface EndGlyphProps {
  readonly state: EndStateName;
  readonly size: number;
}

/** The sign of a state; its word stands beside it. */
export const EndGlyph = ({ state, size }: EndGlyphProps) => (
  <svg
    className={cx(styles['glyph'], state === 'running' && styles['turning'])}
    width={size}
    height={size}
    viewBox="0 0 14 14"
    aria-hidden="true"
  >
    {glyphs[state]}
  </svg>
);
