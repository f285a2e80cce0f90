import { z } from 'zod';
import { avroCodecSchema, backupEntrySchema, leftOutSchema } from '../backup.ts';
import { tableNameSchema } from '../column.ts';
import { call } from './base.ts';

/**
 * Tables by name, or all that can be backed up: of one schema, or (null) of every schema that is not the system's. A schema is '' where
 * the connection's own is meant.
 */
export const backupChoiceSchema = z.union([
  z
    .array(z.object({ schema: z.string(), table: z.string().min(1) }))
    .min(1)
    .max(10_000),
  z.object({ schema: z.string().nullable() }),
]);
export type BackupChoice = z.infer<typeof backupChoiceSchema>;

export const backupStartSchema = z.object({
  connectionId: z.string(),
  tables: backupChoiceSchema,
  /** Null: the folder for backups. A host that takes no paths has that one only. */
  folder: z.string().min(1).nullable().default(null),
  codec: avroCodecSchema.default('deflate'),
  /** False: files are not read back now; until `verify` has, they are not verified. */
  readBack: z.boolean().default(true),
});
export type BackupStart = z.infer<typeof backupStartSchema>;

export const backupFilterSchema = z.object({
  /** Null: of any connection, and those that were found in the folder, of which none is known. */
  connectionId: z.string().nullable().default(null),
  table: tableNameSchema.nullable().default(null),
  /** Text that stands in the file's name or the table's. */
  query: z.string().default(''),
  limit: z.number().int().min(1).max(500).default(200),
  offset: z.number().int().min(0).default(0),
});
export type BackupFilter = z.infer<typeof backupFilterSchema>;

const folderSchema = z.object({
  folder: z.string(),
  /** Whether a person chose it; else it lies in the data folder. */
  chosen: z.boolean(),
  /** Whether this host may put backups elsewhere. */
  canChoose: z.boolean(),
});
export type BackupFolder = z.infer<typeof folderSchema>;

const path = z.string().min(1);

export const backups = {
  /** Those that were made here, and those that lie in the folder for backups; newest first. `total` counts all that fit. */
  list: call
    .input(backupFilterSchema)
    .output(z.object({ folder: z.string(), total: z.number().int(), backups: z.array(backupEntrySchema) })),
  /** What the backup of that path is; from then on it is among those of `list`. Faults: backup.noManifest and the like. */
  open: call.input(z.object({ path })).output(backupEntrySchema),
  /**
   * Starts a job that backs the tables up as one snapshot sees them and reads each file back, where that is wanted, with a run for each table. `leftOut`: what
   * cannot be backed up where all was asked for; what was named and cannot is a Fault.
   */
  start: call.input(backupStartSchema).output(z.object({ jobId: z.string(), leftOut: z.array(leftOutSchema) })),
  /**
   * Starts a job that reads backups from their first byte to their last, a part for each. With a connection, each is compared with its
   * table there too.
   */
  verify: call
    .input(z.object({ paths: z.array(path).min(1).max(500), against: z.string().nullable().default(null) }))
    .output(z.object({ jobId: z.string() })),
  /** Deletes the file and its manifest; a run in the history says so. */
  remove: call.input(z.object({ path })).output(z.object({})),
  folder: call.output(folderSchema),
  /** Null: the one in the data folder. Backups that are there stay where they are. */
  chooseFolder: call.input(z.object({ folder: z.string().min(1).nullable() })).output(folderSchema),
};
