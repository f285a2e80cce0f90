import type { Command } from 'commander';
import { z } from 'zod';

/** What `sluice prune` asks for. */
export interface PruneCommandRequest {
  /** Name of the schedule; null: all. */
  readonly schedule: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const listFlags = z.object({ json: z.boolean().default(false) });
const pruneFlags = z.object({
  schedule: z.string().min(1).nullable().default(null),
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** Adds the commands `schedules` and `prune`. `take` hears what was asked for. */
export function addScheduleCommands(
  program: Command,
  take: {
    readonly schedules: (request: { readonly json: boolean }) => void;
    readonly prune: (request: PruneCommandRequest) => void;
  },
): void {
  program
    .command('schedules')
    .description('List the schedules of backups: when each is due next, and how it ended the last time.')
    .option('--json', 'print one JSON object on standard output')
    .action((raw: unknown) => take.schedules(listFlags.parse(raw)));

  program
    .command('prune')
    .description('Delete the backups of schedules that their retention does not keep; each is told in the history.')
    .option('--schedule <name>', 'of this schedule only (default: of all)')
    .option('--dry-run', 'say what would be deleted only')
    .option('--json', 'print one JSON object on standard output')
    .action((raw: unknown) => take.prune(pruneFlags.parse(raw)));
}
