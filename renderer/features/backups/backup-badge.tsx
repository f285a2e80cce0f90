import type { JSX } from 'react';
import type { BackupEntry } from '#shared/backup.ts';
import { cx } from '../../ui/class-names.ts';
import styles from './backup-badge.module.css';
import { badgeOf, badgeWords, type Badge } from './badge-of.ts';

const shield = 'M6.5.4 12 2.2v4.2c0 3.2-2.3 5.3-5.5 6.3C3.3 11.7 1 9.6 1 6.4V2.2z';
const edge = 'M6.5 1 11.5 2.6v3.8c0 2.9-2 4.7-5 5.6-3-.9-5-2.7-5-5.6V2.6z';

// Filled with a tick, outlined, filled with a cross, broken line: none is told by its colour alone.
const shapes: Readonly<Record<Badge, JSX.Element>> = {
  verified: (
    <>
      <path d={shield} fill="currentColor" />
      <path className={styles['cutout']} d="m4.1 6.5 1.7 1.7L9 4.7" />
    </>
  ),
  unverified: <path d={edge} fill="none" stroke="currentColor" strokeWidth="1.2" />,
  damaged: (
    <>
      <path d={shield} fill="currentColor" />
      <path className={styles['cutout']} d="m4.5 4.4 4 4M8.5 4.4l-4 4" />
    </>
  ),
  missing: <path d={edge} fill="none" stroke="currentColor" strokeWidth="1.2" strokeDasharray="2 1.6" />,
};

/** What is known of a backup’s file: a shield and its word, always both. */
export function BackupBadge({ backup }: { readonly backup: Pick<BackupEntry, 'missing' | 'fault' | 'verified'> }) {
  const badge = badgeOf(backup);
  return (
    <span className={cx(styles['badge'], styles[badge])} data-badge={badge}>
      <svg width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">
        {shapes[badge]}
      </svg>
      {badgeWords[badge]}
    </span>
  );
}
