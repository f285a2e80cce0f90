import { open } from 'node:fs/promises';
import { z } from 'zod';
import { fault } from '#shared/fault.ts';
import { isTableSchema } from './read-table-schema.ts';

/** Bytes of a schema file; one with a thousand columns has a few hundred KiB. */
const BYTES_MAX = 4 * 1024 * 1024;

/** A Table Schema, as JSON, and what its file or its resource is called. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: unknown;
}

/** Reads the text of a schema file. Faults: source.missing, source.unreadable, dictionary.invalid (larger than 4 MiB). */
export async function readSchemaText(path: string, name: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > BYTES_MAX) throw fault('dictionary.invalid', { name, reason: 'it is larger than 4 MiB' });
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') throw fault('source.missing', { name }, { cause: error });
    if (typeof code === 'string') throw fault('source.unreadable', { name, reason: code }, { cause: error });
    throw error;
  }
}

/**
 * The JSON of a text. A number that a double does not hold exactly becomes its text, so that the bounds of a range stay what
 * they are. Faults: dictionary.invalid.
 */
export function parseSchemaJson(text: string, name: string): unknown {
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
      ? context.source
      : value;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''), exact) as unknown;
  } catch (error) {
    throw fault('dictionary.invalid', { name, reason: 'it is not JSON' }, { cause: error });
  }
}

const packageSchema = z.object({
  resources: z.array(z.looseObject({ name: z.string().optional(), schema: z.unknown() })),
});
const resourceSchema = z.object({ name: z.string().optional(), schema: z.unknown() });

/**
 * The Table Schemas that a JSON holds: it is one itself, or a Data Resource, or a Data Package of several; none for any other.
 * @param fileName names a schema that has no name of its own, without what follows its first dot
 */
export function schemasIn(json: unknown, fileName: string): readonly NamedSchema[] {
  const [fallback = fileName] = fileName.split('.');
  if (isTableSchema(json)) return [{ name: fallback, schema: json }];
  const one = resourceSchema.safeParse(json).data;
  const resources = packageSchema.safeParse(json).data?.resources ?? (one === undefined ? [] : [one]);
  return resources.flatMap(({ name, schema }) => (isTableSchema(schema) ? [{ name: name ?? fallback, schema }] : []));
}
