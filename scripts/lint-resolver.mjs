import { createRequire, isBuiltin } from 'node:module';

// How the linter's room rules find the file behind an import: as Node does, package.json `imports` included.

export const interfaceVersion = 2;

/**
 * @param {string} source what stands in the import
 * @param {string} importer absolute path of the importing file
 * @returns {{ found: boolean, path?: string | null }} `path` is null for a module of Node itself
 */
export function resolve(source, importer) {
  if (isBuiltin(source)) return { found: true, path: null };
  try {
    return { found: true, path: createRequire(importer).resolve(source) };
  } catch {
    return { found: false };
  }
}
