import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fault } from '#shared/fault.ts';
import type { LoadRequest } from './options.ts';

/**
 * Refuses, before any row is loaded, output that would destroy its own source or could not be written.
 * Faults: usage.invalid, export.unwritable.
 */
export function demandOutputFiles({ files, rejects, report }: LoadRequest): void {
  const outputs = [
    ['--rejects', rejects],
    ['--report', report],
  ] as const;
  const sources = new Set(files.map(identityOf));
  for (const [option, path] of outputs) {
    if (path === null) continue;
    if (sources.has(identityOf(path))) {
      throw fault('usage.invalid', { what: `${option} names ${basename(path)}, which is a file to be loaded.` });
    }
    demandWritable(path);
  }
  if (rejects !== null && report !== null && identityOf(rejects) === identityOf(report) && !isDevice(rejects)) {
    throw fault('usage.invalid', { what: '--rejects and --report name the same file.' });
  }
}

/** The file behind links; a file that is not there yet, by its folder. */
function identityOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = resolve(dirname(path));
    try {
      return resolve(realpathSync(folder), basename(path));
    } catch {
      return resolve(path);
    }
  }
}

const isDevice = (path: string): boolean => {
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && !there.isFile() && !there.isDirectory();
};

function demandWritable(path: string): void {
  const refuse = (reason: string): Error => fault('export.unwritable', { name: basename(path), reason });
  if (isDevice(path)) return;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw refuse('a folder has that name');
  // The file is written beside its place first, so it is its folder that must take files.
  const folder = dirname(identityOf(path));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw refuse('its folder does not exist');
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw refuse('its folder takes no files');
  }
}
