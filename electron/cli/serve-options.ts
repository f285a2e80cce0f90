import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';

/** What `sluice serve` asks for. */
export interface ServeCommandRequest {
  readonly to: string | null;
  readonly port: number;
  /** The REST service that runs beside the window; null: none, until somebody starts it there. */
  readonly ingest: {
    readonly port: number;
    readonly host: string;
    readonly certificate: string | null;
    readonly certificateKey: string | null;
  } | null;
}

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('Give a whole number.');
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
};

const flagsSchema = z.object({
  to: z.string().nullable().default(null),
  port: z.number(),
  ingestPort: z.number().optional(),
  ingestHost: z.string().default('127.0.0.1'),
  ingestCert: z.string().nullable().default(null),
  ingestKey: z.string().nullable().default(null),
});

/** Adds the command `serve`. `take` hears what was asked for. */
export function addServeCommand(program: Command, take: (request: ServeCommandRequest) => void): void {
  program
    .command('serve')
    .description('Run the app for a browser on this machine, and with --ingest-port the REST service.')
    .option('--to <url>', 'connect to this Postgres at the start')
    .option('--port <n>', 'port on 127.0.0.1 (default: a free one)', port, 0)
    .option(
      '--ingest-port <n>',
      'port of the REST service, which takes rows into the database of --to; 0: a free one',
      port,
    )
    .option('--ingest-host <address>', 'where the REST service listens; beyond this machine only with TLS')
    .option('--ingest-cert <file>', 'certificate of the REST service, PEM')
    .option('--ingest-key <file>', 'its key, PEM')
    .action((raw: unknown) => {
      const { to, port: own, ingestPort, ingestHost, ingestCert, ingestKey } = flagsSchema.parse(raw);
      if (ingestPort !== undefined && to === null) {
        throw new InvalidArgumentError('The REST service needs --to: the database that it puts rows into.');
      }
      const ingest =
        ingestPort === undefined
          ? null
          : { port: ingestPort, host: ingestHost, certificate: ingestCert, certificateKey: ingestKey };
      take({ to, port: own, ingest });
    });
}
