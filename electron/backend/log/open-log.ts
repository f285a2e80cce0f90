import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';

/** Where errors that are no Faults go, and what an operator may want to read later. */
export interface Log {
  info(message: string, values?: Readonly<Record<string, unknown>>): void;
  warn(message: string, values?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown, values?: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/** Values under these names never reach the log. */
const secrets = ['password', 'secret', 'token', 'connectionString', '*.password', '*.secret', '*.token', 'err.client'];

/**
 * Opens `logs/sluice.log` in the data folder: JSON lines by pino, secrets redacted. Where the folder cannot be written the
 * log is silent: a log must not stop the work. The caller closes it.
 */
export function openLog(folder: string): Log {
  const logger = pino({ redact: secrets, base: { pid: process.pid } }, destinationIn(folder));
  return {
    info: (message, values = {}) => logger.info(values, message),
    warn: (message, values = {}) => logger.warn(values, message),
    error: (message, error, values = {}) => logger.error({ ...values, err: error }, message),
    close: () => logger.flush(),
  };
}

function destinationIn(folder: string): pino.DestinationStream {
  try {
    mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
    const file = pino.destination({ dest: join(folder, 'logs', 'sluice.log'), sync: true, mode: 0o600 });
    // A full disk must not end the process.
    file.on('error', () => {});
    return file;
  } catch {
    return { write: () => {} };
  }
}
