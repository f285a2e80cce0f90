import { z } from 'zod';
import { fault, isFault } from '#shared/fault.ts';

const words: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'the file or its folder is read-only',
  SQLITE_CANTOPEN: 'the file cannot be opened',
  SQLITE_IOERR: 'the disk reported an error',
  SQLITE_PERM: 'its permissions do not allow it',
};
const damaged = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);
const busy = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED']);

/**
 * The Fault for an error of SQLite (history.unwritable, history.busy, history.damaged) or for a row that cannot be read
 * (history.damaged: SQLite notices only some damage); any other error is returned as it is.
 * Source: sqlite.org, Result and Error Codes; extended codes begin with their primary one.
 */
export function sqliteFault(error: unknown, folder: string, file: string): unknown {
  if (isFault(error)) return error;
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    return fault('history.damaged', { reason: 'a row of it cannot be read', file }, { cause: error });
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const primary = code.split('_').slice(0, 2).join('_');
  if (damaged.has(primary)) return fault('history.damaged', { reason: code, file }, { cause: error });
  if (busy.has(primary)) return fault('history.busy', {}, { detail: code, cause: error });
  const reason = words[primary] ?? fileWords[code];
  return reason === undefined ? error : fault('history.unwritable', { reason, folder }, { detail: code, cause: error });
}

const fileWords: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EACCES: 'its permissions do not allow it',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'a file stands where the folder should be',
  EISDIR: 'a folder stands where the file should be',
};

/** Runs work on the database and turns SQLite's errors into Faults. */
export type Guard = <T>(work: () => T) => T;
