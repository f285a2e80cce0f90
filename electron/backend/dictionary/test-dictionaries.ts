import fc from 'fast-check';
import type { ColumnRule, Dictionary, Reference, ValueRule } from '#shared/rule.ts';

const severity = fc.constantFrom('error' as const, 'warning' as const);
/** Any text, and such as mean something in numbers, expressions and JSON. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '0', '-1', '1.50', '1e3', '12345678901234567890', 'true', '"', '\u0000'),
);
const pattern = fc.oneof(
  text,
  fc.constantFrom(
    '^a|b$',
    '^(?:a|b)$',
    '^[A-Z]{3}$',
    '\\S\\s+\\S',
    '[\\s\\S]*(?:x)[\\s\\S]*',
    '^[\\s\\S]*(?:x)[\\s\\S]*$',
    '^^a$$',
    '^a\\$',
    '^(?:a)(?:b)$',
  ),
);
const bound = fc.option(text);
const count = fc.option(fc.nat());

const valueRule: fc.Arbitrary<ValueRule> = fc.oneof(
  fc.record({ kind: fc.constant('length' as const), severity, min: count, max: count }),
  fc.record(
    { kind: fc.constant('pattern' as const), severity, pattern, sentence: text },
    { requiredKeys: ['kind', 'severity', 'pattern'] },
  ),
  fc.record({ kind: fc.constant('range' as const), severity, min: bound, max: bound }),
  fc.record({ kind: fc.constant('oneOf' as const), severity, values: fc.array(text) }),
);

const name = fc.oneof(
  fc.constantFrom('id', 'name', 'Größe', '__proto__', 'fields'),
  fc.string({ unit: 'grapheme', minLength: 1 }),
);
const type = fc.oneof(
  fc.constantFrom(
    'int2',
    'int4',
    'int8',
    'numeric',
    'float8',
    'bool',
    'date',
    'timestamp',
    'timestamptz',
    'text',
    'varchar',
    'uuid',
    'jsonb',
    'interval',
    'mood',
  ),
  name,
);
const columnRule: fc.Arbitrary<ColumnRule> = fc.record(
  {
    name,
    type,
    modifiers: fc.array(fc.integer(), { maxLength: 2 }),
    required: fc.boolean(),
    notEmpty: fc.boolean(),
    rules: fc.array(valueRule, { maxLength: 5 }),
  },
  { requiredKeys: ['name', 'type', 'required', 'notEmpty', 'rules'] },
);
const names = fc.array(name, { minLength: 1, maxLength: 3 });
const reference: fc.Arbitrary<Reference> = fc.record(
  {
    columns: names,
    schema: name,
    table: name,
    parentColumns: names,
    severity: fc.constantFrom('error' as const, 'warning' as const),
  },
  { requiredKeys: ['columns', 'table', 'parentColumns'] },
);

/** Dictionaries of every form, also such as no table fits. */
export const anyDictionary: fc.Arbitrary<Dictionary> = fc.record(
  {
    table: name,
    columns: fc.uniqueArray(columnRule, { minLength: 1, maxLength: 5, selector: (rule) => rule.name }),
    primaryKey: fc.array(name, { maxLength: 2 }),
    uniqueKeys: fc.array(names, { maxLength: 3 }),
    warningKeys: fc.array(names, { minLength: 1, maxLength: 2 }),
    references: fc.array(reference, { maxLength: 3 }),
    origin: fc.constant('person' as const),
  },
  { requiredKeys: ['table', 'columns', 'primaryKey', 'uniqueKeys', 'references', 'origin'] },
);
