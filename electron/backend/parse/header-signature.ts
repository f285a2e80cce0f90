import { createHash } from 'node:crypto';
import { foldName } from './match-fields.ts';

/**
 * The same for two files whose headers have the same names, whatever their spelling, in the same order, and as many fields; 64
 * hexadecimal digits. Files without a header are alike by their width.
 */
export const headerSignature = (fieldNames: readonly string[], width: number): string =>
  createHash('sha256')
    .update(JSON.stringify([width, ...fieldNames.map(foldName)]))
    .digest('hex');
