import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { parseSchemaJson, schemasIn } from '#backend/dictionary/parse-schema-file.ts';
import { readTableSchema } from '#backend/dictionary/read-table-schema.ts';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import { fault } from '#shared/fault.ts';
import { dictionarySchema, type Dictionary } from '#shared/rule.ts';

const fileSchema = z.union([dictionarySchema.transform((one) => [one]), z.array(dictionarySchema).min(1)]);

/** What --dictionary gives. */
export interface GivenDictionaries {
  readonly dictionaries: readonly Dictionary[];
  /** Sentences: what of a Table Schema a dictionary cannot hold. */
  readonly notes: readonly string[];
}

/**
 * The dictionaries that --dictionary names: a JSON file with one or several, a Frictionless Table Schema (told by its
 * fields) or a Data Package of some, or the name of a built-in one.
 * @param table the table that --table names: that of a schema which says none
 * Faults: dictionary.missing, dictionary.invalid.
 */
export function readDictionaries(name: string, table: string | null): GivenDictionaries {
  const builtIn = challengeDictionaries.filter((dictionary) => dictionary.table === name);
  if (builtIn.length > 0) return { dictionaries: builtIn, notes: [] };
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    throw fault('dictionary.missing', { name }, { cause: error });
  }
  const json = parseSchemaJson(text, basename(name));
  const schemas = schemasIn(json, basename(name));
  if (schemas.length > 0) {
    const [only, ...more] = schemas;
    const read = schemas.map((one) =>
      readTableSchema(one.schema, {
        name: one === only && more.length === 0 ? table : null,
        fallbackName: one.name,
        table: null,
      }),
    );
    return { dictionaries: read.map(({ dictionary }) => dictionary), notes: read.flatMap(({ notes }) => notes) };
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) throw fault('dictionary.invalid', { name: basename(name), reason: firstIssue(parsed.error) });
  return { dictionaries: parsed.data, notes: [] };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not have the form of one';
  const where = issue.path.join('.');
  return where === '' ? 'it does not have the form of a dictionary' : `${where} is wrong: ${issue.message}`;
}
