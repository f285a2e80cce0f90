import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { TableName } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import { restoreModeSchema, type RestoreOptions, restoreTriggersSchema } from '#shared/restore.ts';
import { parseTableName } from './table-name.ts';

/** What `sluice restore` asks for. */
export interface RestoreCommandRequest {
  readonly files: readonly string[];
  /** A Postgres URL, the name of a saved connection, or `embedded`. */
  readonly to: string;
  /** Its schema is '' where only the table was named; null: the tables that the backups were made of. */
  readonly table: TableName | null;
  readonly options: Omit<RestoreOptions, 'safetyFolder'>;
  /** Where rows that are replaced are backed up: a folder, that of the first file (`beside`), or nowhere. */
  readonly safety: { readonly folder: string } | 'beside' | null;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const flagsSchema = z.object({
  to: z.string().trim().min(1),
  table: z.custom<TableName>().nullable().default(null),
  mode: restoreModeSchema,
  triggers: restoreTriggersSchema,
  /** commander's `--no-safety` makes it false. */
  safety: z.string().min(1).or(z.boolean()).default(true),
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** Adds the command `restore`. `take` hears what was asked for. */
export function addRestoreCommand(program: Command, take: (request: RestoreCommandRequest) => void): void {
  program
    .command('restore')
    .description('Put the rows of backups back, all in one transaction: proved before, and compared before COMMIT.')
    .argument('<file...>', 'AVRO files of backups, each with its manifest beside it')
    .requiredOption('--to <url>', 'a Postgres URL, the name of a saved connection, or embedded')
    .option('--table <table>', 'another table, or schema.table, than the backup was made of', parseTableName)
    .addOption(
      new Option('--mode <mode>', 'all rows go and those of the backup come; those that are missing come; a new table')
        .choices(restoreModeSchema.options)
        .default('replace'),
    )
    .addOption(
      new Option('--triggers <what>', 'what triggers of the table do meanwhile')
        .choices(restoreTriggersSchema.options)
        .default('off'),
    )
    .option('--safety <dir>', 'where rows that are replaced are backed up before (default: beside the first file)')
    .option('--no-safety', 'rows that are replaced are not backed up')
    .option('--dry-run', 'say what would change only: no row is written')
    .option('--json', 'print one JSON object on standard output')
    .action((files: string[], raw: unknown) => {
      const { to, table, mode, triggers, safety, dryRun, json } = flagsSchema.parse(raw);
      if (table !== null && files.length > 1) throw fault('usage.invalid', { what: '--table goes with one file.' });
      take({
        files,
        to,
        table,
        options: { mode, triggers },
        safety: typeof safety === 'string' ? { folder: safety } : safety ? 'beside' : null,
        dryRun,
        json,
      });
    });
}
