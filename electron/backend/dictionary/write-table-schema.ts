import type { ColumnRule, Dictionary, Reference } from '#shared/rule.ts';
import { fieldTypeOf, isText } from './field-types.ts';
import { writeRules } from './schema-rules.ts';

const PROFILE = 'https://datapackage.org/profiles/2.0/tableschema.json';

type Json = Readonly<Record<string, unknown>>;

/**
 * A dictionary as a Frictionless Table Schema (v2, readable as v1). What the standard has no words for stands in `sluice:`
 * properties, so that `readTableSchema` gives the same dictionary back.
 * Source: datapackage.org, Table Schema.
 */
export function writeTableSchema(dictionary: Dictionary): Json {
  const { primaryKey, uniqueKeys, warningKeys = [], references } = dictionary;
  return {
    $schema: PROFILE,
    fields: dictionary.columns.map((rule) => fieldOf(rule, dictionary)),
    ...(primaryKey.length === 0 ? {} : { primaryKey }),
    ...(uniqueKeys.length === 0 ? {} : { uniqueKeys }),
    ...(warningKeys.length === 0 ? {} : { 'sluice:warningKeys': warningKeys }),
    ...(references.length === 0 ? {} : { foreignKeys: references.map((one) => foreignKeyOf(one, dictionary.table)) }),
    'sluice:table': dictionary.table,
  };
}

function fieldOf(rule: ColumnRule, dictionary: Dictionary): Json {
  const type = fieldTypeOf(rule.type);
  const { constraints, apart } = writeRules(rule.rules, type);
  // uniqueKeys say it too; tools that know version 1 only read this.
  const unique = dictionary.uniqueKeys.some((key) => key.length === 1 && key[0] === rule.name);
  const all = { ...(rule.required ? { required: true } : {}), ...(unique ? { unique: true } : {}), ...constraints };
  return {
    name: rule.name,
    type,
    ...(rule.type === 'uuid' ? { format: 'uuid' } : {}),
    ...(Object.keys(all).length === 0 ? {} : { constraints: all }),
    'sluice:type': rule.type,
    ...(rule.modifiers === undefined ? {} : { 'sluice:modifiers': rule.modifiers }),
    // To the standard an empty text is a missing value, which a required field must not have.
    ...(rule.notEmpty === (rule.required && isText(rule.type)) ? {} : { 'sluice:notEmpty': rule.notEmpty }),
    ...(apart.length === 0 ? {} : { 'sluice:rules': apart }),
  };
}

/** A table that refers to itself is the empty text in version 1, and may be in version 2. */
function foreignKeyOf({ columns, schema, table, parentColumns, severity }: Reference, own: string): Json {
  const isSelf = table === own && schema === undefined;
  const named = schema === undefined ? {} : { 'sluice:schema': schema };
  const told = severity === undefined ? {} : { 'sluice:severity': severity };
  return { fields: columns, reference: { resource: isSelf ? '' : table, fields: parentColumns, ...named }, ...told };
}
