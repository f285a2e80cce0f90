import { z } from 'zod';

/** A column of a table as the catalog describes it. */
export const columnSchema = z.object({
  name: z.string(),
  /** 1-based, as in pg_attribute.attnum: dropped columns leave holes. */
  position: z.number().int(),
  typeOid: z.number().int(),
  /** pg_type.typname of the type itself; for a domain that of its base type. */
  type: z.string(),
  /** As format_type prints it, for instance `character varying(40)`. */
  typeName: z.string(),
  typmod: z.number().int(),
  domain: z.string().nullable(),
  notNull: z.boolean(),
  hasDefault: z.boolean(),
  identity: z.enum(['always', 'byDefault']).nullable(),
  generated: z.boolean(),
  /** Characters, for varchar(n) and char(n). */
  maxLength: z.number().int().nullable(),
  precision: z.number().int().nullable(),
  scale: z.number().int().nullable(),
  /** Labels of an enum type, in their order. */
  labels: z.array(z.string()).nullable(),
});
export type Column = z.infer<typeof columnSchema>;

const uniqueKeySchema = z.object({
  name: z.string(),
  primary: z.boolean(),
  columns: z.array(z.string()),
  /** False for partial, expression and deferrable keys: only the server can judge those. */
  plain: z.boolean(),
  nullsDistinct: z.boolean(),
});

const foreignKeySchema = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  parentSchema: z.string(),
  parentTable: z.string(),
  parentColumns: z.array(z.string()),
});

export const tableNameSchema = z.object({ schema: z.string().min(1), table: z.string().min(1) });
export type TableName = z.infer<typeof tableNameSchema>;

/** A table as the catalog describes it. */
export const tableSchema = tableNameSchema.extend({
  oid: z.number().int(),
  partitioned: z.boolean(),
  columns: z.array(columnSchema),
  uniqueKeys: z.array(uniqueKeySchema),
  foreignKeys: z.array(foreignKeySchema),
  checks: z.array(z.string()),
  hasTriggers: z.boolean(),
  hasRowSecurity: z.boolean(),
  rights: z.object({ select: z.boolean(), insert: z.boolean(), update: z.boolean(), delete: z.boolean(), truncate: z.boolean() }),
});
export type Table = z.infer<typeof tableSchema>;

const labels: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double',
  bool: 'boolean',
  bpchar: 'char',
};

/** The name of a type as the screens show it: `integer`, `timestamptz`, `varchar`. */
export const typeLabel = (type: string): string => labels[type] ?? type;
