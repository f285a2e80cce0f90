import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import { dictionarySchema, type Dictionary } from '#shared/rule.ts';
import { parseSchemaJson, schemasIn } from './parse-schema-file.ts';
import { readTableSchema, type ReadSchema } from './read-table-schema.ts';
import { fromSchemaPattern, toSchemaPattern } from './schema-pattern.ts';
import { anyDictionary } from './test-dictionaries.ts';
import { writeTableSchema } from './write-table-schema.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 2000);

const read = (schema: unknown, name: string | null = null): ReadSchema =>
  readTableSchema(schema, { name, fallbackName: 'people', table: null });
/** As it comes back from a file. */
const throughFile = (dictionary: Dictionary): ReadSchema =>
  read(parseSchemaJson(JSON.stringify(writeTableSchema(dictionary)), 'people.schema.json'));
const columns = (...fields: object[]) => read({ fields }).dictionary.columns;

test('a dictionary that is written as a schema and read again is the same, and nothing is left out', () => {
  fc.assert(
    fc.property(anyDictionary, (dictionary) => {
      expect(throughFile(dictionary)).toEqual({ dictionary, notes: [] });
      expect(dictionarySchema.parse(dictionary)).toEqual(dictionary);
    }),
    { numRuns: runs },
  );
});

test.each(challengeDictionaries.map((dictionary) => [dictionary.table, dictionary] as const))(
  'the built-in dictionary of %s comes back from its schema',
  (_table, dictionary) => {
    expect(throughFile(dictionary)).toEqual({ dictionary: { ...dictionary, origin: 'person' }, notes: [] });
  },
);

test('other tools find the rules in the words of the standard', () => {
  const schema = writeTableSchema({
    table: 'people',
    columns: [
      {
        name: 'id',
        type: 'int8',
        required: true,
        notEmpty: false,
        rules: [{ kind: 'range', severity: 'error', min: '1', max: '12345678901234567890' }],
      },
      {
        name: 'code',
        type: 'varchar',
        required: true,
        notEmpty: true,
        rules: [
          { kind: 'length', severity: 'error', min: 3, max: 8 },
          { kind: 'pattern', severity: 'error', pattern: '^[A-Z]+$' },
          { kind: 'oneOf', severity: 'warning', values: ['ABC'] },
        ],
      },
      { name: 'born', type: 'timestamp', required: false, notEmpty: false, rules: [] },
    ],
    primaryKey: ['id'],
    uniqueKeys: [['code'], ['code', 'born']],
    references: [
      { columns: ['id'], table: 'people', parentColumns: ['id'] },
      { columns: ['code', 'born'], schema: 'other', table: 'codes', parentColumns: ['a', 'b'] },
    ],
    origin: 'person',
  });
  expect(schema).toEqual({
    $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
    fields: [
      {
        name: 'id',
        type: 'integer',
        constraints: { required: true, minimum: 1, maximum: '12345678901234567890' },
        'sluice:type': 'int8',
      },
      {
        name: 'code',
        type: 'string',
        constraints: { required: true, unique: true, minLength: 3, maxLength: 8, pattern: '[A-Z]+' },
        'sluice:type': 'varchar',
        'sluice:rules': [{ at: 2, kind: 'oneOf', severity: 'warning', values: ['ABC'] }],
      },
      { name: 'born', type: 'datetime', 'sluice:type': 'timestamp' },
    ],
    primaryKey: ['id'],
    uniqueKeys: [['code'], ['code', 'born']],
    foreignKeys: [
      { fields: ['id'], reference: { resource: '', fields: ['id'] } },
      { fields: ['code', 'born'], reference: { resource: 'codes', fields: ['a', 'b'], 'sluice:schema': 'other' } },
    ],
    'sluice:table': 'people',
  });
});

describe('a schema of another tool', () => {
  test('gives types: integers by their bounds, dates with a zone, what has no like as text or JSON', () => {
    const types = columns(
      { name: 'a', type: 'integer' },
      { name: 'b', type: 'integer', constraints: { minimum: 0, maximum: 2_147_483_647 } },
      { name: 'c', type: 'integer', constraints: { minimum: 0, maximum: 2_147_483_648 } },
      { name: 'd', type: 'number' },
      { name: 'e', type: 'datetime' },
      { name: 'f', type: 'string', format: 'uuid' },
      { name: 'g', type: 'object' },
      { name: 'h', type: 'year' },
      { name: 'i', type: 'duration' },
      { name: 'j' },
      { name: 'k', type: 'boolean' },
      { name: 'l', type: 'geopoint' },
    ).map(({ type }) => type);
    expect(types).toEqual([
      'int8',
      'int4',
      'int8',
      'numeric',
      'timestamptz',
      'uuid',
      'jsonb',
      'int4',
      'interval',
      'text',
      'bool',
      'text',
    ]);
  });

  test('gives rules: a required text is not empty either, since the standard takes an empty one as missing', () => {
    const field = { name: 'a', constraints: { required: true, minLength: 2, pattern: 'x|y', enum: ['x', 'y'] } };
    expect(read({ fields: [field] }).dictionary.columns).toEqual([
      {
        name: 'a',
        type: 'text',
        required: true,
        notEmpty: true,
        rules: [
          { kind: 'length', severity: 'error', min: 2, max: null },
          { kind: 'pattern', severity: 'error', pattern: '^(?:x|y)$' },
          { kind: 'oneOf', severity: 'error', values: ['x', 'y'] },
        ],
      },
    ]);
    expect(read({ fields: [field], missingValues: ['-'] }).dictionary.columns[0]?.notEmpty).toBe(false);
  });

  test('bounds that exclude themselves are moved where that is exact, and told where not', () => {
    const { dictionary, notes } = read({
      fields: [
        { name: 'a', type: 'integer', constraints: { exclusiveMinimum: 0, exclusiveMaximum: '10' } },
        { name: 'b', type: 'number', constraints: { exclusiveMinimum: 0 } },
      ],
    });
    expect(dictionary.columns.map(({ rules }) => rules)).toEqual([
      [{ kind: 'range', severity: 'error', min: '1', max: '9' }],
      [{ kind: 'range', severity: 'error', min: '0', max: null }],
    ]);
    expect(notes).toEqual(['exclusiveMinimum of b: a range includes its bounds, so 0 itself is let in.']);
  });

  test('keys and references are read as one name or several', () => {
    const { dictionary } = read({
      name: 'staff',
      fields: [
        { name: 'a', constraints: { unique: true } },
        { name: 'b', constraints: { unique: true } },
      ],
      primaryKey: 'a',
      foreignKeys: [
        { fields: 'b', reference: { resource: '', fields: 'a' } },
        { fields: ['b'], reference: { fields: ['a'] } },
        { fields: ['a', 'b'], reference: { resource: 'c', fields: ['d', 'e'] } },
      ],
    });
    expect(dictionary).toMatchObject({
      table: 'staff',
      primaryKey: ['a'],
      uniqueKeys: [['b']],
      references: [
        { columns: ['b'], table: 'staff', parentColumns: ['a'] },
        { columns: ['b'], table: 'staff', parentColumns: ['a'] },
        { columns: ['a', 'b'], table: 'c', parentColumns: ['d', 'e'] },
      ],
    });
  });

  test('tells all that a dictionary has no place for', () => {
    const { notes } = read({
      title: 'People',
      missingValues: ['', 'NA', { value: '-', label: 'unknown' }],
      fieldsMatch: 'subset',
      foreignKeys: [{ fields: 'a' }],
      fields: [
        { name: 'a', title: 'A', type: 'boolean', trueValues: ['Y'], falseValues: ['N'] },
        { name: 'b', title: 'B', type: 'date', format: '%d/%m/%Y', constraints: { jsonSchema: {} } },
        { name: 'c', type: 'number', decimalChar: ',', constraints: { pattern: '(', maxLength: 'x', required: 'yes' } },
        { name: 'd', type: 'money', format: 'email' },
        { name: 'e', type: 'geopoint', format: 'array', bareNumber: false, groupChar: '.' },
      ],
    });
    expect(notes).toEqual([
      'The schema reads “NA”, “-” as missing: name them as NULL markers when a file is read.',
      'title of a, b: a dictionary has no place for it; it was left out.',
      'trueValues of a: name the words for true when a file is read.',
      'falseValues of a: name the words for false when a file is read.',
      'jsonSchema of b: a dictionary has no place for it; it was left out.',
      'format of b: choose how dates are written when a file is read.',
      'maxLength of c: it is not a whole number.',
      'pattern of c: "(" is not a regular expression that can be read here.',
      'required of c: it is neither true nor false; it was left out.',
      'decimalChar of c: choose the decimal sign when a file is read.',
      'type of d: "money" is not a type of the standard; it is taken as text.',
      'format of d, e: values are not held to it.',
      'type of e: a value is not held to the form of a geopoint.',
      'bareNumber of e: signs around numbers are not taken off.',
      'groupChar of e: choose the sign between thousands when a file is read.',
      'foreignKeys: some do not have the form of a foreign key; those were left out.',
      'title: a dictionary has no place for it; it was left out.',
      'fieldsMatch: a dictionary has no place for it; it was left out.',
    ]);
  });

  test('is found in a resource and in a package', () => {
    const schema = { fields: [{ name: 'a' }] };
    expect(schemasIn(schema, 'people.schema.json')).toEqual([{ name: 'people', schema }]);
    expect(schemasIn({ name: 'staff', path: 'x.csv', schema }, 'r.json')).toEqual([{ name: 'staff', schema }]);
    expect(schemasIn({ resources: [{ name: 'a', schema }, { schema: 'b.json' }, { schema }] }, 'p.json')).toEqual([
      { name: 'a', schema },
      { name: 'p', schema },
    ]);
    expect(schemasIn([1], 'x.json')).toEqual([]);
    expect(schemasIn({ table: 'a', columns: [] }, 'x.json')).toEqual([]);
  });

  test.each([
    { fields: [{ name: 'a' }, { name: 'a' }] },
    { fields: [] },
    { fields: [{ type: 'string' }] },
    { fields: 'a' },
    null,
    7,
  ])('%j is refused', (schema) => {
    expect(() => read(schema)).toThrow(/dictionary people cannot be used/);
  });

  test('numbers that a double does not hold stay what they are', () => {
    const json = parseSchemaJson('\uFEFF{"a": [12345678901234567890, 1.50, 7, -0.1]}', 'x');
    expect(json).toEqual({ a: ['12345678901234567890', '1.50', 7, -0.1] });
  });
});

describe('patterns', () => {
  test('one whose time has no bound is left out, with the reason', () => {
    const field = { name: 'a', type: 'string', constraints: { pattern: '(?=.*[0-9]).+' } };
    const { dictionary, notes } = read({ fields: [field] });
    expect(dictionary.columns[0]?.rules).toEqual([]);
    expect(notes).toContain('pattern of a: "(?=.*[0-9]).+" cannot be run in bounded time: it looks ahead.');
  });

  test.each([
    ['[A-Z]{3}', '^[A-Z]{3}$'],
    ['a|b', '^(?:a|b)$'],
    ['^a$', '^a$'],
    ['(?P<y>\\d+)\\@\\-', '^(?<y>\\d+)@-$'],
    ['[\\w\\-]\\_', '^[\\w\\-]_$'],
    ['\\Aa\\Z', '^a$'],
  ])('%s of a schema is %s', (theirs, ours) => {
    expect(fromSchemaPattern(theirs)).toBe(ours);
  });

  test('a pattern in the words of a schema matches the whole of what ours matches anywhere', () => {
    const value = fc.string({ unit: fc.constantFrom('a', 'b', '|', '\n', 'é') });
    const pattern = fc.constantFrom('a', '^a|b$', 'a$', '^b', '(?:a|b){2}', '^a+$', '^(?:a|b)$', '^$', '\\n');
    fc.assert(
      fc.property(pattern, value, (ours, text) => {
        const theirs = toSchemaPattern(ours);
        expect(theirs).not.toBeNull();
        expect(new RegExp(`^(?:${theirs})$`, 'u').test(text)).toBe(new RegExp(ours, 'u').test(text));
      }),
      { numRuns: runs },
    );
  });
});
