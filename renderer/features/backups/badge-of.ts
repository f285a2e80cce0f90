import type { BackupEntry } from '#shared/backup.ts';
import { showAmount } from '#shared/units.ts';
import { showMoment } from '../../ui/format-time.ts';

/** What is known of the file of a backup. */
export type Badge = 'verified' | 'unverified' | 'damaged' | 'missing';

export const badgeWords: Readonly<Record<Badge, string>> = {
  verified: 'Verified',
  unverified: 'Not verified',
  damaged: 'Damaged',
  missing: 'File missing',
};

type Known = Pick<BackupEntry, 'missing' | 'fault' | 'verified'>;

/** A file that is gone is missing, whatever it was; one with a fault is damaged. */
export function badgeOf({ missing, fault, verified }: Known): Badge {
  if (missing) return 'missing';
  if (fault !== null) return 'damaged';
  return verified === null ? 'unverified' : 'verified';
}

/** What the badge means, in a sentence. */
export function badgeSentence(backup: Known & Pick<BackupEntry, 'path'>, zone: string): string {
  const { fault, verified, path } = backup;
  switch (badgeOf(backup)) {
    case 'verified': {
      const at = verified === null ? '' : ` ${showMoment(verified.at, zone)}`;
      return `Read back${at}: ${showAmount(verified?.rows ?? 0, 'row')}, digest equal to the server’s.`;
    }
    case 'unverified':
      return 'Nobody has read it back yet. Verify reads it from its first byte to its last.';
    case 'damaged':
      return fault?.sentence ?? '';
    case 'missing':
      return `${path} is not there any more.`;
  }
}

/** How the table was, held against the backup; null: that was never asked. */
export function comparedSentence({ compared }: Pick<BackupEntry, 'compared'>, zone: string): string | null {
  if (compared === null) return null;
  const at = `${showMoment(compared.at, zone)} on ${compared.connectionName}`;
  return compared.fault === null ? `The table was the same ${at}.` : `${compared.fault.sentence} Compared ${at}.`;
}
