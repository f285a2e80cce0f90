import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { keyDraftSchema, type KeyDraft } from '#shared/ingest.ts';

/** What `sluice key` asks for. */
export type KeyCommandRequest = { readonly json: boolean } & (
  | { readonly act: 'add'; readonly draft: KeyDraft }
  | { readonly act: 'list' }
  | { readonly act: 'revoke'; readonly name: string }
);

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return value;
};

const moment = (text: string): string => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Give a date like 2027-01-31.');
  return new Date(ms).toISOString();
};

const json = z.object({ json: z.boolean().default(false) });
const addFlags = json.extend({
  table: z.array(z.string()).optional(),
  rate: z.number().optional(),
  burst: z.number().optional(),
  rowRate: z.number().optional(),
  rowBurst: z.number().optional(),
  expires: z.string().optional(),
  run: z.enum(['hour', 'request']).optional(),
});

/** Adds the command `key`. `take` hears what was asked for. */
export function addKeyCommand(program: Command, take: (request: KeyCommandRequest) => void): void {
  const key = program.command('key').description('Make, list and revoke keys of the REST service.');
  key
    .command('add <name>')
    .description('Make a key and print it, this once.')
    .option('--table <name...>', 'tables that it may write to (default: all)')
    .option('--rate <n>', 'requests a second (default: 10000)', wholeNumber)
    .option('--burst <n>', 'requests that may come at once (default: 5000)', wholeNumber)
    .option('--row-rate <n>', 'rows a second (default: 1000000)', wholeNumber)
    .option('--row-burst <n>', 'rows that may come at once (default: 1000000)', wholeNumber)
    .option('--expires <date>', 'when it stops working (default: never)', moment)
    .addOption(new Option('--run <per>', 'which rejects stand together in the history').choices(['hour', 'request']))
    .option('--json', 'print one JSON object on standard output')
    .action((name: string, raw: unknown) => {
      const flags = addFlags.parse(raw);
      const draft = keyDraftSchema.safeParse({
        name,
        tables: flags.table ?? null,
        expiresAt: flags.expires ?? null,
        requestRate: flags.rate,
        requestBurst: flags.burst,
        rowRate: flags.rowRate,
        rowBurst: flags.rowBurst,
        runPer: flags.run,
      });
      if (!draft.success) throw new InvalidArgumentError(draft.error.issues.map(issueWords).join(' '));
      take({ act: 'add', draft: draft.data, json: flags.json });
    });
  key
    .command('list')
    .description('List the keys: by name, with what each may do and when it was used last.')
    .option('--json', 'print one JSON object on standard output')
    .action((raw: unknown) => take({ act: 'list', ...json.parse(raw) }));
  key
    .command('revoke <name>')
    .description('Revoke a key: it stops working at once.')
    .option('--json', 'print one JSON object on standard output')
    .action((name: string, raw: unknown) => take({ act: 'revoke', name, ...json.parse(raw) }));
}

const issueWords = ({ path, message }: z.core.$ZodIssue): string => `${path.join('.')}: ${message}.`;
