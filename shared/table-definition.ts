import { z } from 'zod';
import { tableNameSchema } from './column.ts';

/** A whole number of 64 bits, as text. */
const int8 = z.string().regex(/^-?\d+$/);

/** Where a sequence stands: `isCalled` says whether `lastValue` was given out already. */
export const sequenceStateSchema = z.object({ lastValue: int8, isCalled: z.boolean() });
export type SequenceState = z.infer<typeof sequenceStateSchema>;

/** A sequence that belongs to a column. */
export const sequenceDefinitionSchema = z.object({
  schema: z.string(),
  name: z.string(),
  /** As an expression names it: quoted where it has to be, with its schema. */
  sql: z.string(),
  /** `smallint`, `integer` or `bigint`. */
  type: z.string(),
  start: int8,
  increment: int8,
  min: int8,
  max: int8,
  cache: int8,
  cycle: z.boolean(),
  /** Null where the role that described it may not read it. */
  state: sequenceStateSchema.nullable(),
});
export type SequenceDefinition = z.infer<typeof sequenceDefinitionSchema>;

/** Names a type of `types`: its oid on the server that the table was described on. */
const typeRef = z.number().int();

/**
 * A type that a column of the table is of, or that such a type is made of. `schema` and `name` are those of pg_type; `sql` is how a
 * statement names it, with its schema where that is not pg_catalog.
 */
export const typeDefinitionSchema = z.object({
  oid: typeRef,
  schema: z.string(),
  name: z.string(),
  sql: z.string(),
  /** table: the row type of a table or view. other: a pseudo-type and the like. */
  kind: z.enum(['base', 'array', 'domain', 'enum', 'composite', 'table', 'range', 'multirange', 'other']),
  /** The extension that it came with, which has to be there for it. */
  extension: z.string().nullable(),
  /** Of an array, the type of its elements; of a multirange, its range. */
  element: typeRef.nullable(),
  /** Of an enum, in their order. */
  labels: z.array(z.string()).nullable(),
  domain: z
    .object({
      base: typeRef,
      /** Of the base type, as in pg_attribute; -1: none. */
      typmod: z.number().int(),
      /** The base type with its modifiers, as format_type prints it. */
      sql: z.string(),
      collation: z.string().nullable(),
      notNull: z.boolean(),
      default: z.string().nullable(),
      /** As pg_get_constraintdef prints them. */
      checks: z.array(z.object({ name: z.string(), definition: z.string() })),
    })
    .nullable(),
  /** Of a composite or a table, in their order, dropped ones left out. */
  fields: z
    .array(
      z.object({
        name: z.string(),
        type: typeRef,
        typmod: z.number().int(),
        sql: z.string(),
        collation: z.string().nullable(),
      }),
    )
    .nullable(),
  range: z
    .object({
      subtype: typeRef,
      collation: z.string().nullable(),
      opclass: z.string(),
      /** Functions; `-`: none. */
      canonical: z.string(),
      subtypeDiff: z.string(),
      /** Name of its multirange, in the schema of that; null before Postgres 14. */
      multirange: z.string().nullable(),
    })
    .nullable(),
});
export type TypeDefinition = z.infer<typeof typeDefinitionSchema>;

export const columnDefinitionSchema = z.object({
  name: z.string(),
  /** As format_type prints it, with modifiers and, where it is not pg_catalog's, its schema. */
  sql: z.string(),
  type: typeRef,
  /** pg_attribute.atttypmod; -1: none. */
  typmod: z.number().int(),
  /** The type that is left when domains are taken off, and the modifier that holds for it. */
  base: z.object({ type: typeRef, typmod: z.number().int() }),
  /** Quoted, with its schema; null: that of the type. */
  collation: z.string().nullable(),
  /** Of the column itself; a domain may forbid NULL as well. */
  notNull: z.boolean(),
  /** Postgres 18 and later: the name of that constraint. */
  notNullName: z.string().nullable(),
  default: z.string().nullable(),
  generated: z.object({ expression: z.string(), kind: z.enum(['stored', 'virtual']) }).nullable(),
  identity: z.enum(['always', 'byDefault']).nullable(),
  /** That of an identity or a serial: it goes with the column. */
  sequence: sequenceDefinitionSchema.nullable(),
  /** Where it is not that of the type. */
  storage: z.enum(['plain', 'external', 'extended', 'main']).nullable(),
  compression: z.enum(['pglz', 'lz4']).nullable(),
  comment: z.string().nullable(),
});
export type ColumnDefinition = z.infer<typeof columnDefinitionSchema>;

export const constraintDefinitionSchema = z.object({
  name: z.string(),
  /** notNull: only one that rows which are there may break (NOT VALID). */
  kind: z.enum(['primaryKey', 'unique', 'check', 'exclusion', 'foreignKey', 'notNull']),
  columns: z.array(z.string()),
  /** As pg_get_constraintdef prints it. */
  definition: z.string(),
  deferrable: z.boolean(),
  /** Of a foreign key. */
  references: tableNameSchema
    .extend({
      columns: z.array(z.string()),
      /** As `definition` names it. */
      sql: z.string(),
    })
    .nullable(),
  comment: z.string().nullable(),
});
export type ConstraintDefinition = z.infer<typeof constraintDefinitionSchema>;

/** An index that no constraint made. */
const indexDefinitionSchema = z.object({
  name: z.string(),
  unique: z.boolean(),
  /** What pg_get_indexdef prints behind the name of the table: `USING btree (a) WHERE …`. */
  definition: z.string(),
  comment: z.string().nullable(),
});

const partitionDefinitionSchema = tableNameSchema.extend({
  /** The table that it is a part of: the root, or another partition. */
  parent: tableNameSchema,
  /** `FOR VALUES …` or `DEFAULT`. */
  bound: z.string(),
  /** How it is itself cut in parts: `RANGE (a)`. */
  partitionBy: z.string().nullable(),
});

/** What it takes to make a table anew exactly as it is, and what else there is to know about it. */
export const tableDefinitionSchema = tableNameSchema.extend({
  persistence: z.enum(['permanent', 'unlogged', 'temporary']),
  /** In their order; dropped columns are left out. */
  columns: z.array(columnDefinitionSchema),
  /** All types of the columns, and those that they are made of. */
  types: z.array(typeDefinitionSchema),
  constraints: z.array(constraintDefinitionSchema),
  indexes: z.array(indexDefinitionSchema),
  /** Storage parameters: `fillfactor=70`. */
  options: z.array(z.string()),
  comment: z.string().nullable(),
  /** `RANGE (a)`: rows stand in the partitions, which are made with the table. */
  partitionBy: z.string().nullable(),
  /** Parents before their parts. */
  partitions: z.array(partitionDefinitionSchema),
  /** Tables that it inherits from or is a partition of; it is made without them, with all of its columns. */
  inherits: z.array(tableNameSchema),
  /** Told, not made: what runs code, and who may do what. */
  triggers: z.array(
    z.object({
      name: z.string(),
      enabled: z.enum(['always', 'origin', 'replica', 'disabled']),
      definition: z.string(),
    }),
  ),
  rowSecurity: z.object({ enabled: z.boolean(), forced: z.boolean(), policies: z.array(z.string()) }),
  owner: z.string(),
  /** As in pg_class.relacl; empty: those that come with a table. */
  grants: z.array(z.string()),
  serverVersion: z.object({ number: z.number().int(), text: z.string() }),
});
export type TableDefinition = z.infer<typeof tableDefinitionSchema>;
