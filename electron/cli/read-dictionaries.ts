import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import { fault } from '#shared/fault.ts';
import { dictionarySchema, type Dictionary } from '#shared/rule.ts';

const fileSchema = z.union([dictionarySchema.transform((one) => [one]), z.array(dictionarySchema).min(1)]);

/**
 * The dictionaries that --dictionary names: a JSON file with one or several, or the name of a built-in one.
 * Faults: dictionary.missing, dictionary.invalid.
 */
export function readDictionaries(name: string): readonly Dictionary[] {
  const builtIn = challengeDictionaries.filter((dictionary) => dictionary.table === name);
  if (builtIn.length > 0) return builtIn;
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    throw fault('dictionary.missing', { name }, { cause: error });
  }
  const parsed = fileSchema.safeParse(parseJson(text, name));
  if (!parsed.success) throw fault('dictionary.invalid', { name: basename(name), reason: firstIssue(parsed.error) });
  return parsed.data;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw fault('dictionary.invalid', { name: basename(name), reason: 'it is not JSON' }, { cause: error });
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not have the form of one';
  const where = issue.path.join('.');
  return where === '' ? 'it does not have the form of a dictionary' : `${where} is wrong: ${issue.message}`;
}
