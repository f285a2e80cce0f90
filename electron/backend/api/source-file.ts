import { basename, join } from 'node:path';
import { fault } from '#shared/fault.ts';
import type { SourceRef } from '#shared/load.ts';
import type { Rooms } from './rooms.ts';

/**
 * The file that a source names: a path where this host takes paths, or an upload, whose id is a UUID and therefore no way
 * out of the uploads folder. Faults: source.refused.
 */
export function fileOf(
  source: SourceRef,
  { allowPaths, uploadFolder }: Pick<Rooms, 'allowPaths' | 'uploadFolder'>,
): { readonly path: string; readonly name: string } {
  if (source.kind === 'upload') return { path: join(uploadFolder, source.id), name: source.name };
  if (!allowPaths) throw fault('source.refused');
  return { path: source.path, name: basename(source.path) };
}
