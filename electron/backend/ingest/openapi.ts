import type { ColumnRule, Dictionary, ValueRule } from '#shared/rule.ts';
import { jsonKindsOfType, type JsonKinds, keepsJson } from './json-kinds.ts';
import type { DoorTable } from './door-table.ts';
import { ROWS_MAX } from './take-rows.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export interface OpenApiInput {
  readonly url: string;
  readonly version: string;
  readonly tables: readonly DoorTable[];
}

/**
 * Describes a service (OpenAPI 3.1.1) as the dictionaries of its tables are at this moment: one path a table, its rows as JSON Schema.
 */
export function openApi({ url, version, tables }: OpenApiInput): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Sluice: rows into Postgres',
      version,
      description:
        'Takes 1 to 1000 rows a request. Each row is held to the dictionary of its table; rows that are right go in, each of the others is answered with all that is wrong with it and is kept in the history of Sluice.',
    },
    servers: [{ url }],
    security: [{ key: [] }],
    tags: [{ name: 'rows', description: 'Rows of tables' }],
    paths: Object.fromEntries(tables.map((table) => [`/v1/${encodeURIComponent(table.name.table)}`, pathOf(table)])),
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
      schemas: {
        ...Object.fromEntries(tables.map((table) => [schemaName(table), rowSchema(table)])),
        Answer: answerSchema,
        RowErrors: rowErrorsSchema,
        Problem: problemSchema,
      },
    },
  };
}

/** Names of components hold letters, digits and a few marks alone. */
const schemaName = ({ name }: DoorTable): string => `row.${name.table.replaceAll(/[^\w.-]/g, '_')}`;

function pathOf(table: DoorTable): Json {
  const row = { $ref: `#/components/schemas/${schemaName(table)}` };
  const problem = (description: string): Json => ({
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  return {
    post: {
      operationId: `post ${table.name.table}`,
      summary: `Send rows to ${table.name.table}`,
      tags: ['rows'],
      parameters: [
        choice('mode', ['partial', 'atomic'], 'atomic: all rows go in, or none'),
        choice('dry_run', ['false', 'true'], 'true: rows are judged, and none goes in'),
        choice('on_conflict', ['error', 'skip', 'update'], 'what becomes of a row whose key is there'),
        choice('unknown', ['error', 'ignore'], 'what becomes of a field that is no column'),
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'The same request is answered once: the first answer is given again for 24 hours.',
          schema: { type: 'string', minLength: 1, maxLength: 200 },
        },
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { oneOf: [row, { type: 'array', items: row, minItems: 1, maxItems: ROWS_MAX }] },
          },
          'application/x-ndjson': { schema: { type: 'string' } },
          'text/csv': { schema: { type: 'string' } },
        },
      },
      responses: {
        200: {
          description: 'What became of the rows. Those that were accepted are committed.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Answer' } } },
        },
        400: problem('The request cannot be read'),
        401: problem('There is no key, or it is none of this service'),
        403: problem('The key has no right to the table'),
        404: problem('There is no such table'),
        409: problem('A request with the same Idempotency-Key is under way, or the table is locked'),
        413: problem('Too many rows, or too many bytes'),
        415: problem('The body is of a type that is not read'),
        422: problem('In the mode atomic a row is wrong, or the Idempotency-Key was used for another request'),
        429: problem('The key has used up its requests or its rows'),
        503: problem('The database is away, or the service is stopping'),
      },
    },
  };
}

const choice = (name: string, values: readonly string[], description: string): Json => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type: 'string', enum: values, default: values[0] ?? null },
});

function rowSchema({ dictionary, columns, name }: DoorTable): Json {
  const fields = columns.map((column) => {
    const rule = dictionary.columns.find((one) => one.name === column.name);
    const isKey = dictionary.primaryKey.includes(column.name);
    const required = column.notNull || isKey || (rule?.required ?? false);
    const hasDefault = column.hasDefault || column.identity !== null;
    const schema = columnSchema(rule ?? plainRule(column.name, column.type), required, column.maxLength);
    const about = aboutColumn(column.name, dictionary);
    return {
      name: column.name,
      schema: about === '' ? schema : { ...schema, description: about },
      needed: required && !hasDefault,
    };
  });
  return {
    type: 'object',
    title: `A row of ${name.table}`,
    properties: Object.fromEntries(fields.map(({ name: field, schema }) => [field, schema])),
    required: fields.filter(({ needed }) => needed).map(({ name: field }) => field),
    additionalProperties: false,
  };
}

const plainRule = (name: string, type: string): ColumnRule => ({
  name,
  type,
  required: false,
  notEmpty: false,
  rules: [],
});

function columnSchema(rule: ColumnRule, required: boolean, maxLength: number | null): { readonly [key: string]: Json } {
  const { type, notEmpty, rules } = rule;
  if (keepsJson(type)) return {};
  const kinds = jsonKindsOfType(type);
  const whole = integers[type];
  const errors = rules.filter(({ severity }) => severity === 'error');
  return {
    type: [...typesOf(kinds, whole !== undefined), ...(required ? [] : ['null'])],
    ...(whole === undefined ? {} : { minimum: whole.min, maximum: whole.max, format: whole.format }),
    ...(formats[type] === undefined ? {} : { format: formats[type] }),
    ...(maxLength === null ? {} : { maxLength }),
    ...(notEmpty ? { minLength: 1 } : {}),
    ...merged(errors.map((one) => ruleSchema(one, kinds, required))),
  };
}

const merged = (some: readonly { readonly [key: string]: Json }[]): { readonly [key: string]: Json } =>
  Object.fromEntries(some.flatMap((one) => Object.entries(one)));

const integers: Readonly<Record<string, { readonly min: number; readonly max: number; readonly format: string }>> = {
  int2: { min: -32_768, max: 32_767, format: 'int16' },
  int4: { min: -2_147_483_648, max: 2_147_483_647, format: 'int32' },
  // As near as a double comes to them.
  int8: { min: -(2 ** 63), max: 2 ** 63, format: 'int64' },
};

const formats: Readonly<Record<string, string>> = {
  date: 'date',
  timestamptz: 'date-time',
  timestamp: 'date-time',
  uuid: 'uuid',
  float4: 'float',
  float8: 'double',
};

function typesOf({ number, string, boolean, nested, words }: JsonKinds, whole: boolean): string[] {
  return [
    ...(number ? [whole ? 'integer' : 'number'] : []),
    ...(string || words !== null ? ['string'] : []),
    ...(boolean ? ['boolean'] : []),
    ...(nested ? ['object', 'array'] : []),
  ];
}

function ruleSchema(rule: ValueRule, kinds: JsonKinds, required: boolean): { readonly [key: string]: Json } {
  const isNumber = kinds.number && !kinds.string;
  const value = (text: string): Json => (isNumber ? Number(text) : kinds.boolean ? text === 'true' : text);
  switch (rule.kind) {
    case 'length':
      return {
        ...(rule.min === null ? {} : { minLength: rule.min }),
        ...(rule.max === null ? {} : { maxLength: rule.max }),
      };
    case 'pattern':
      return { pattern: rule.pattern };
    case 'range':
      if (!isNumber) return {};
      return {
        ...(rule.min === null ? {} : { minimum: Number(rule.min) }),
        ...(rule.max === null ? {} : { maximum: Number(rule.max) }),
      };
    case 'oneOf':
      return { enum: [...rule.values.map(value), ...(required ? [] : [null])] };
  }
}

function aboutColumn(column: string, { primaryKey, uniqueKeys, references }: Dictionary): string {
  const parent = references.find(({ columns }) => columns.length === 1 && columns[0] === column);
  const isOne = (key: readonly string[]): boolean => key.length === 1 && key[0] === column;
  return [
    ...(isOne(primaryKey)
      ? ['The key of the row.']
      : primaryKey.includes(column)
        ? ['Part of the key of the row.']
        : []),
    ...(uniqueKeys.some(isOne) ? ['No two rows have the same.'] : []),
    ...(parent === undefined ? [] : [`Stands in ${parent.table}.${parent.parentColumns[0] ?? ''}.`]),
  ].join(' ');
}

const cellError: Json = {
  type: 'object',
  required: ['column', 'code', 'value', 'sentence'],
  properties: {
    column: { type: ['string', 'null'] },
    code: { type: 'string' },
    value: { type: ['string', 'null'] },
    sentence: { type: 'string' },
  },
};

const rowErrorsSchema: Json = {
  type: 'object',
  required: ['index', 'errors'],
  properties: {
    index: { type: 'integer', minimum: 0, description: 'Place of the row in the request, from 0' },
    errors: { type: 'array', minItems: 1, items: cellError },
  },
};

const counts = { type: 'integer', minimum: 0 } as const;

const answerSchema: Json = {
  type: 'object',
  required: ['accepted', 'skipped', 'rejected', 'rows'],
  properties: {
    accepted: counts,
    skipped: counts,
    rejected: counts,
    rows: { type: 'array', items: { $ref: '#/components/schemas/RowErrors' } },
    dryRun: { type: 'boolean' },
  },
};

const problemSchema: Json = {
  type: 'object',
  description: 'A problem (RFC 9457)',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    instance: { type: 'string', format: 'uri' },
    rows: { type: 'array', items: { $ref: '#/components/schemas/RowErrors' } },
  },
};
