import { openBackup } from '#backend/backup/open-backup.ts';
import { verifyBackup } from '#backend/backup/verify-backup.ts';
import { found } from '#backend/history/backup-store.ts';
import type { Manifest } from '#shared/backup.ts';
import { isFault } from '#shared/fault.ts';
import type { Rooms } from './rooms.ts';

/**
 * Reads a backup from its first byte to its last, keeps in the history how that went, and returns its manifest.
 * Faults: those of openBackup and verifyBackup; rejects with the signal's reason when it aborts.
 */
export async function readBack(
  { history, changes }: Rooms,
  path: string,
  options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<Manifest> {
  try {
    const backup = await openBackup(path);
    try {
      const { manifest } = backup;
      await verifyBackup(backup, options);
      history.backups.note(path, manifest, found);
      const { rows, digest } = manifest;
      const verified = { at: new Date().toISOString(), rows, digest, sha256: manifest.file.sha256 };
      history.backups.proved(path, { verified, fault: null });
      return manifest;
    } finally {
      await backup.close();
    }
  } catch (error) {
    options.signal.throwIfAborted();
    // A file that cannot be reached now may still be right.
    if (isFault(error) && error.fault.code.startsWith('backup.'))
      history.backups.proved(path, { verified: null, fault: error.fault });
    throw error;
  } finally {
    changes.emit('backups');
  }
}
