import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type AvroCodec, avroCodecSchema } from '#shared/backup.ts';
import type { TableName } from '#shared/column.ts';
import type { BackupChoice } from '#shared/contract/backups.ts';
import { fault } from '#shared/fault.ts';
import { parseTableName } from './table-name.ts';

/** What `sluice backup` asks for. */
export interface BackupCommandRequest {
  /** A Postgres URL, the name of a saved connection, or `embedded`. */
  readonly from: string;
  readonly tables: BackupChoice;
  readonly out: string;
  readonly codec: AvroCodec;
  readonly readBack: boolean;
  readonly json: boolean;
}

/** What `sluice verify` asks for. */
export interface VerifyCommandRequest {
  readonly files: readonly string[];
  /** The connection whose tables the files are held against; null: none. */
  readonly against: string | null;
  readonly json: boolean;
}

const backupFlags = z.object({
  from: z.string().trim().min(1),
  table: z.custom<TableName[]>().default([]),
  all: z.boolean().default(false),
  out: z.string().min(1),
  codec: avroCodecSchema,
  /** commander's `--no-read-back` makes it false. */
  readBack: z.boolean().default(true),
  json: z.boolean().default(false),
});

const verifyFlags = z.object({
  against: z.string().trim().min(1).nullable().default(null),
  json: z.boolean().default(false),
});

const collect = (text: string, before: readonly TableName[] = []): TableName[] => [...before, parseTableName(text)];

/** Adds the commands `backup` and `verify`. `take` hears what was asked for. */
export function addBackupCommands(
  program: Command,
  take: {
    readonly backup: (request: BackupCommandRequest) => void;
    readonly verify: (request: VerifyCommandRequest) => void;
  },
): void {
  program
    .command('backup')
    .description('Back tables up as one snapshot sees them: an AVRO file and a manifest for each, read back at once.')
    .requiredOption('--from <url>', 'a Postgres URL, the name of a saved connection, or embedded')
    .option(
      '--table <table...>',
      "table, or schema.table; several may be given (default: all tables of the connection's schema)",
      collect,
    )
    .option('--all', 'all tables of all schemas but those of the system')
    .requiredOption('--out <dir>', 'folder that the files are written to')
    .addOption(
      new Option('--codec <codec>', 'how the files are packed').choices(avroCodecSchema.options).default('deflate'),
    )
    .option('--no-read-back', 'do not read the files back now: they are not verified until `sluice verify` has')
    .option('--json', 'print one JSON object on standard output')
    .action((raw: unknown) => {
      const { table, all, ...flags } = backupFlags.parse(raw);
      if (all && table.length > 0) throw fault('usage.invalid', { what: 'Give --table or --all, not both.' });
      take.backup({ ...flags, tables: table.length > 0 ? table : { schema: all ? null : '' } });
    });

  program
    .command('verify')
    .description('Read backups from their first byte to their last, and say whether they are as they were written.')
    .argument('<file...>', 'AVRO files of backups, each with its manifest beside it')
    .option('--against <url>', 'compare each with its table there too: a Postgres URL, a saved connection, or embedded')
    .option('--json', 'print one JSON object on standard output')
    .action((files: string[], raw: unknown) => take.verify({ files, ...verifyFlags.parse(raw) }));
}
