import { z } from 'zod';
import { tableNameSchema } from './column.ts';
import { faultSchema } from './fault.ts';
import { tableDefinitionSchema } from './table-definition.ts';

/** How blocks of an AVRO file are packed, by the names of the Apache Avro specification. */
export const avroCodecSchema = z.enum(['deflate', 'zstandard', 'snappy', 'null']);
export type AvroCodec = z.infer<typeof avroCodecSchema>;

const count = z.number().int().nonnegative();

/** A block is closed by one record, and a row of Postgres is at most so long. */
const BLOCK_BYTES_MAX = 1024 * 1024 * 1024;

/** A column as it stands in a backup, in the order of the table; a generated one too. */
export const backupColumnSchema = z.object({
  name: z.string(),
  /** Name of its field in the file: the column's where AVRO allows that. */
  field: z.string(),
  /** As format_type prints it. */
  type: z.string(),
  /**
   * The type that its values were cast to when they were read, because their own binary form holds numbers that differ from one
   * database to the next, or none is known here: `text`, `text[]`, `integer[]`. Its tuples hold values of this type, to be cast
   * back by the server. Null: tuples hold values of the type itself (of a domain: of its base type).
   */
  cast: z.string().nullable(),
  generated: z.boolean(),
});
export type BackupColumn = z.infer<typeof backupColumnSchema>;

/** What stands beside a backup: all that is needed to prove it and to put it back. */
export const manifestSchema = z.object({
  /** 1: files without `wide`, which are wide. */
  format: z.literal([1, 2]),
  table: tableNameSchema,
  columns: z.array(backupColumnSchema),
  rows: count,
  /** Of the rows, whatever their order: 256 bits as hex digits. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  file: z.object({
    /** Without a folder: it stands beside the manifest. */
    name: z.string().min(1),
    bytes: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    codec: avroCodecSchema,
    /**
     * Whether there is a place for every value that its columns may have: each field may be null, and special values have a field of
     * their own. Else fields of NOT NULL columns are required, and there are no special values.
     */
    wide: z.boolean().default(true),
    /** Length of the largest block before it was packed: no block may become longer than that. */
    blockBytes: count.max(BLOCK_BYTES_MAX),
    /** CRC-32 of what each block holds, as it is packed: eight hex digits a block. */
    blocks: z.string().regex(/^(?:[0-9a-f]{8})*$/),
  }),
  server: z.object({ version: z.string(), encoding: z.string() }),
  /** When the snapshot was taken; ISO 8601, UTC. */
  takenAt: z.iso.datetime({ precision: 3 }),
  seconds: z.number().nonnegative(),
  /** What it takes to make the table anew. */
  definition: tableDefinitionSchema,
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A backup as the list shows it. */
export const backupEntrySchema = z.object({
  id: z.string(),
  path: z.string(),
  /** Of the file, without its folder. */
  name: z.string(),
  table: tableNameSchema,
  /** Null where it was found, and nobody knows where it came from. */
  connectionId: z.string().nullable(),
  connectionName: z.string().nullable(),
  /** restore: made of rows that a restore replaced. found: it lay in the folder, or a person opened it. */
  origin: z.enum(['person', 'schedule', 'restore', 'found']),
  /** The run that made it. */
  runId: z.string().nullable(),
  /** When the snapshot was taken; ISO 8601, UTC. */
  takenAt: z.string(),
  rows: count,
  bytes: count,
  codec: avroCodecSchema,
  seconds: z.number().nonnegative(),
  sha256: z.string(),
  serverVersion: z.string(),
  /**
   * When the whole file was read back the last time, and count, digest and SHA-256 were those of its manifest: the rows are those that the
   * server sent. Null: never, or it was not so the last time.
   */
  verified: z.object({ at: z.string(), rows: count, digest: z.string(), sha256: z.string() }).nullable(),
  /** What was wrong when it was read the last time; null: nothing. */
  fault: faultSchema.nullable(),
  /** How it was held against its table the last time; the fault says how the table differs, null: in nothing. */
  compared: z
    .object({ at: z.string(), connectionId: z.string(), connectionName: z.string(), fault: faultSchema.nullable() })
    .nullable(),
  /** Whether the file is not where it was. */
  missing: z.boolean(),
});
export type BackupEntry = z.infer<typeof backupEntrySchema>;

/** What is no table with rows of its own, and is in no backup of all tables. */
export const leftOutSchema = tableNameSchema.extend({ kind: z.enum(['view', 'materializedView', 'foreignTable']) });
export type LeftOut = z.infer<typeof leftOutSchema>;
