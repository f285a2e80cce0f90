import { Socket } from 'node:net';
import type { Client } from 'pg';
import type { Login } from '#shared/connection.ts';
import { isFault } from '#shared/fault.ts';
import { connect, disconnect } from '#backend/postgres/connect.ts';
import { settles } from './settles.ts';

/** Between two looks. A dead connection is noticed within four of them. */
const LOOK_MS = 12_000;
const probeMsMax = 4000;
/** Misses before a server that cannot be reached is given up. */
const missesMax = 2;

/** What connect says when nobody answers; any other refusal is an answer. */
const silence: ReadonlySet<string> = new Set([
  'postgres.timeout',
  'postgres.refused',
  'postgres.unknownHost',
  'postgres.hungUp',
]);

/**
 * Cuts a connection whose other end is gone without a word: a network that swallows everything, a server that was replaced.
 * TCP alone would wait for a quarter of an hour while data is unacknowledged. While bytes move, nothing is asked; when they
 * rest, a second session asks whether the first one's process is still there, so that a server that works for long, or waits
 * for a lock, is left in peace. Returns what ends the watch.
 */
export function watchBackend(client: Client, login: Login, processId: number, lookMs: number = LOOK_MS): () => void {
  const { stream } = client.connection;
  let moved = -1;
  let misses = 0;
  let looking = false;
  const look = async (): Promise<void> => {
    const now = stream instanceof Socket ? stream.bytesRead + stream.bytesWritten - stream.writableLength : moved;
    if (now !== moved || looking) {
      moved = now;
      return;
    }
    looking = true;
    const found = await findBackend(login, processId);
    looking = false;
    misses = found === 'unreachable' ? misses + 1 : 0;
    if (found === 'gone' || misses >= missesMax) stream.destroy();
  };
  const timer = setInterval(() => void look(), lookMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Whether a process of the server is there. Never rejects. */
async function findBackend(login: Login, processId: number): Promise<'there' | 'gone' | 'unreachable'> {
  let client: Client | undefined;
  try {
    client = await connect(login, { timeoutMs: probeMsMax });
    const asked = client.query('select 1 from pg_stat_activity where pid = $1', [processId]);
    if (!(await settles(asked, probeMsMax))) return 'unreachable';
    return (await asked).rows.length > 0 ? 'there' : 'gone';
  } catch (error) {
    return isFault(error) && !silence.has(error.fault.code) ? 'there' : 'unreachable';
  } finally {
    if (client) await disconnect(client);
  }
}
