import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { fault } from '#shared/fault.ts';
import { type DialectChoice, encodingSchema, formatSchema } from '#shared/dialect.ts';
import type { TableName } from '#shared/column.ts';
import { loadModeSchema, type LoadOptions } from '#shared/load.ts';
import { type ColumnOption, type MatchOptions, parseColumnOption } from './match-options.ts';
import { dialectOf } from './reading-options.ts';
import { addBackupCommands, type BackupCommandRequest, type VerifyCommandRequest } from './backup-options.ts';
import { addKeyCommand, type KeyCommandRequest } from './key-options.ts';
import { addRestoreCommand, type RestoreCommandRequest } from './restore-options.ts';
import { addScheduleCommands, type PruneCommandRequest } from './schedule-options.ts';
import { addServeCommand, type ServeCommandRequest } from './serve-options.ts';
import { parseTableName } from './table-name.ts';

/** What the command line asks for. */
export type Request =
  | { readonly command: 'load'; readonly home: string | null; readonly load: LoadRequest }
  | { readonly command: 'backup'; readonly home: string | null; readonly backup: BackupCommandRequest }
  | { readonly command: 'verify'; readonly home: string | null; readonly verify: VerifyCommandRequest }
  | { readonly command: 'restore'; readonly home: string | null; readonly restore: RestoreCommandRequest }
  | { readonly command: 'schedules'; readonly home: string | null; readonly json: boolean }
  | { readonly command: 'prune'; readonly home: string | null; readonly prune: PruneCommandRequest }
  | { readonly command: 'runs'; readonly home: string | null; readonly json: boolean; readonly limit: number }
  | { readonly command: 'key'; readonly home: string | null; readonly key: KeyCommandRequest }
  | { readonly command: 'serve'; readonly home: string | null; readonly serve: ServeCommandRequest }
  /** Help or version was printed. */
  | { readonly command: 'none' };

export interface LoadRequest extends MatchOptions {
  readonly files: readonly string[];
  /** A Postgres URL, the name of a saved connection, or `embedded`. */
  readonly to: string;
  /** Its schema is '' where only the table was named. */
  readonly table: TableName | null;
  readonly dictionary: string | null;
  /** How the files are to be read; what is not named here is found. */
  readonly dialect: DialectChoice;
  readonly options: LoadOptions;
  /** A table that is not there is made of its file. */
  readonly create: boolean;
  /** A file that can be read in more than one way is read as the detection guesses. */
  readonly guess: boolean;
  readonly dryRun: boolean;
  readonly rejects: string | null;
  readonly report: string | null;
  readonly json: boolean;
}

/** Reads a limit of rejects: `100` rows or `2.5%`. */
function parseMaxRejects(text: string): NonNullable<LoadOptions['maxRejects']> {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  const value = Number(match?.[1]);
  const percent = match?.[2] === '%';
  if (match === null || (percent ? value > 100 : !Number.isSafeInteger(value))) {
    throw new InvalidArgumentError('Give a number of rows, or a percentage like 2%.');
  }
  return percent ? { unit: 'percent', value } : { unit: 'rows', value };
}

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('Give a whole number.');
  return value;
};

const quote = (text: string): string => {
  if (text === 'none') return text;
  if (text.length !== 1 || /[\r\n]/.test(text)) throw new InvalidArgumentError('Give one character, or none.');
  return text;
};

const delimiterMax = 8;
const delimiter = (text: string): string => {
  const value = text.replaceAll('\\t', '\t');
  if (value === '' || value.length > delimiterMax || /[\r\n]/.test(value)) {
    throw new InvalidArgumentError(`Give 1 to ${delimiterMax} characters, none of them a line end.`);
  }
  return value;
};

const connection = (text: string): string => {
  if (text.trim() === '')
    throw new InvalidArgumentError('Give a Postgres URL, the name of a saved connection, or embedded.');
  return text;
};

const columns = (text: string): string[] => {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Give names of columns with commas between them.');
  return names;
};

/** A flag that may be given several times. */
const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];

const loadFlags = z.object({
  to: z.string().nullable().default(null),
  connection: z.string().nullable().default(null),
  table: z.custom<TableName>().nullable().default(null),
  dictionary: z.string().nullable().default(null),
  mode: loadModeSchema.default('insert'),
  update: z.array(z.string()).nullable().default(null),
  oneTransaction: z.boolean().default(false),
  allOrNothing: z.boolean().default(false),
  map: z.custom<readonly ColumnOption[]>().default([]),
  set: z.custom<readonly ColumnOption[]>().default([]),
  maxRejects: z.custom<NonNullable<LoadOptions['maxRejects']>>().nullable().default(null),
  create: z.boolean().default(false),
  guess: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  rejects: z.string().nullable().default(null),
  report: z.string().nullable().default(null),
  json: z.boolean().default(false),
});

/**
 * Reads the arguments after `sluice`. Help and version go to standard output.
 * Faults: usage.invalid, with what commander says of it.
 */
export function parseArguments(args: readonly string[], version: string): Request {
  let request: Request = { command: 'none' };
  const program = new Command('sluice')
    .description('Moves batches of rows into Postgres, with every row accounted for.')
    .version(version)
    .option('--home <dir>', 'data folder: history, built-in database, settings (default: SLUICE_HOME, or by platform)')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showHelpAfterError(false);
  const home = (): string | null => z.string().nullable().default(null).parse(program.opts()['home']);

  program
    .command('load')
    .description('Check files against the dictionary and load the good rows; the rest is kept as rejects.')
    .argument(
      '<file...>',
      'CSV, JSON, NDJSON, AVRO or Excel files, plain, .gz or .zip; parents are loaded before their children',
    )
    .option('--to <url>', 'a Postgres URL, the name of a saved connection, or embedded', connection)
    .option('--connection <name>', 'the same, of a saved connection', connection)
    .option(
      '--table <table>',
      'target table, or schema.table (default: guessed from header, width and name)',
      parseTableName,
    )
    .option(
      '--dictionary <file>',
      'rules of one table or of several: JSON of ours, a Frictionless Table Schema, a Data Package',
    )
    .addOption(
      new Option('--header <header>', 'whether the first line names the columns').choices(['auto', 'yes', 'no']),
    )
    .addOption(
      new Option('--format <format>', 'what the files are made of (default: detected)').choices(formatSchema.options),
    )
    .addOption(
      new Option('--encoding <name>', 'encoding of the text (default: detected)').choices(encodingSchema.options),
    )
    .option('--delimiter <text>', 'what stands between fields (default: detected); \\t for a tab', delimiter)
    .option('--quote <character>', 'what encloses a field (default: detected); none where quotes mean nothing', quote)
    .option('--comment <text>', 'a line that begins with this holds no row')
    .option('--skip <n>', 'leave out so many lines at the beginning', count)
    .option('--header-lines <n>', 'records that the header is made of', count)
    .option('--null <text>', 'text that stands for NULL; may be given several times', collect)
    .addOption(new Option('--decimal <mark>', 'what stands before the fraction of a number').choices(['.', ',']))
    .option('--thousands <mark>', 'what stands between the thousands of a number, or none')
    .addOption(new Option('--dates <order>', 'which part of a date comes first').choices(['iso', 'dmy', 'mdy', 'ymd']))
    .option('--true <word>', 'a word for true; may be given several times', collect)
    .option('--false <word>', 'a word for false; may be given several times', collect)
    .option(
      '--guess',
      'where a file can be read in more than one way, go on with the likeliest instead of ending with exit code 2',
    )
    .option('--sheet <name>', 'sheet of a workbook (default: the first)')
    .option('--field <path>', 'JSON: path of a field, in their order; may be given several times', collect)
    .option(
      '--map <column=field>',
      'field that fills a column, by name or number from 1; may be given several times',
      parseColumnOption,
    )
    .option(
      '--set <column=text>',
      'text that fills a column in every row; may be given several times',
      parseColumnOption,
    )
    .addOption(new Option('--mode <mode>', 'what to do where the key exists').choices(loadModeSchema.options))
    .option(
      '--update <columns>',
      'with --mode upsert: columns that change in a row that is there: a,b (default: all but the key)',
      columns,
    )
    .option(
      '--one-transaction',
      'load all files in one transaction: all go in, or none; the two limits below are then about all together',
    )
    .option('--all-or-nothing', 'load nothing of a file when one of its rows is rejected')
    .option(
      '--max-rejects <limit>',
      'load nothing of a file when more of its rows are rejected: 100, or 2.5%',
      parseMaxRejects,
    )
    .option('--create', 'make a table that is not there of its file; named as --table says, or as the file is')
    .option('--dry-run', 'check only: no row is written')
    .option('--rejects <file>', 'write the rejected rows, byte for byte, to load again')
    .option('--report <file>', 'write the reasons, as CSV or JSON by the name of the file')
    .option('--json', 'print one JSON object on standard output')
    .action((files: string[], raw: unknown) => {
      const {
        to,
        connection: named,
        mode,
        update,
        oneTransaction,
        allOrNothing,
        maxRejects,
        ...flags
      } = loadFlags.parse(raw);
      const where = to ?? named;
      if (where === null || (to !== null && named !== null))
        throw fault('usage.invalid', { what: 'Say where the rows go, by --to or by --connection.' });
      if (update !== null && mode !== 'upsert')
        throw fault('usage.invalid', { what: '--update goes with --mode upsert.' });
      const transaction = oneTransaction ? 'batch' : 'each';
      request = {
        command: 'load',
        home: home(),
        load: {
          ...flags,
          to: where,
          files,
          dialect: dialectOf(raw),
          options: { mode, update, allOrNothing, maxRejects, ask: false, transaction },
        },
      };
    });

  addBackupCommands(program, {
    backup: (backup) => (request = { command: 'backup', home: home(), backup }),
    verify: (verify) => (request = { command: 'verify', home: home(), verify }),
  });
  addRestoreCommand(program, (restore) => (request = { command: 'restore', home: home(), restore }));

  addScheduleCommands(program, {
    schedules: ({ json }) => (request = { command: 'schedules', home: home(), json }),
    prune: (prune) => (request = { command: 'prune', home: home(), prune }),
  });

  program
    .command('runs')
    .description('List the runs, newest first.')
    .option('--limit <n>', 'how many', count, 20)
    .option('--json', 'print one JSON object on standard output')
    .action((raw: unknown) => {
      const flags = z.object({ limit: z.number(), json: z.boolean().default(false) }).parse(raw);
      request = { command: 'runs', home: home(), ...flags };
    });

  addKeyCommand(program, (key) => (request = { command: 'key', home: home(), key }));
  addServeCommand(program, (serve) => (request = { command: 'serve', home: home(), serve }));

  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: 'none' };
    // `sluice` alone prints the help and is wrong use all the same.
    throw fault('usage.invalid', { what: sentenceOf(error.message) });
  }
  return request;
}

/** commander's words as a sentence: without "error: ", with a capital and a full stop. */
function sentenceOf(message: string): string {
  const words = message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .trim();
  const text = words === '(outputHelp)' ? 'no command was given' : words;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!)]$/.test(text) ? '' : '.'}`;
}
