import type { BigIntStats } from 'node:fs';
import { fault, isFault, type FaultError } from '#shared/fault.ts';

/** Raises source.folder or source.notAFile for what is no plain file. */
export function refuseSpecial(stats: BigIntStats, name: string): void {
  if (stats.isDirectory()) throw fault('source.folder', { name });
  if (!stats.isFile()) throw fault('source.notAFile', { name });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EBUSY: 'another program holds it',
  ELOOP: 'its links lead in a circle',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** What the system says about a file, as a Fault; anything else stays what it is. */
export function fileFault(error: unknown, name: string): unknown {
  if (isFault(error) || !(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  return systemFault(error.code, name, error);
}

function systemFault(code: string, name: string, cause: Error): FaultError {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ERR_INVALID_ARG_VALUE': // a NUL in the name
    case 'ENAMETOOLONG':
      return fault('source.missing', { name }, { cause });
    case 'EISDIR':
      return fault('source.folder', { name }, { cause });
    default:
      return fault('source.unreadable', { name, reason: reasons[code] ?? `the system says ${code}` }, { cause });
  }
}
