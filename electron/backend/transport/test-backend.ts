import { once, EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { implement, withEventMeta } from '@orpc/server';
import { contract } from '#shared/contract/contract.ts';
import { fault } from '#shared/fault.ts';
import type { Job, JobState } from '#shared/job.ts';
import type { Log } from '#backend/log/open-log.ts';
import { sessionSecrets, type SecretStore } from '#backend/postgres/secret-store.ts';
import type { HostedBackend } from './hosted-backend.ts';

/** Stands in an error that no window may see. */
export const SECRET = 'hunter2';
/** jobs.watch of LIVE_JOB goes up to this version, one at each `step`. */
export const LAST_VERSION = 6;
export const LIVE_JOB = 'live';

export interface TestBackend extends HostedBackend {
  /** Calls that ended by their signal. */
  readonly aborted: string[];
  /** Lets the live job go on to a version. */
  stepTo(version: number): void;
  change(topic: 'runs'): void;
  /** Forgets the live job, as a backend that was started anew has. */
  forgetJobs(): void;
  readonly closed: () => boolean;
}

export interface TestLog extends Log {
  readonly lines: { readonly level: string; readonly message: string; readonly more: unknown }[];
}

/** A log that is kept in memory. */
export function newTestLog(): TestLog {
  const lines: TestLog['lines'] = [];
  const add = (level: string) => (message: string, ...more: unknown[]) => {
    lines.push({ level, message, more });
  };
  return { lines, info: add('info'), warn: add('warn'), error: add('error'), close: () => undefined };
}

const jobAt = (version: number, state: JobState): Job => ({
  id: LIVE_JOB,
  kind: 'load',
  connectionId: 'c',
  state,
  version,
  startedAt: '2026-01-01T00:00:00.000Z',
  elapsedMs: version,
  parts: [],
  fault: null,
});

/**
 * A backend in memory that implements a few calls of the contract; the others are not there.
 * @param folder where uploads lie; for a host that takes them, the test's own and the test's to remove
 */
export function newTestBackend({
  folder = '/nowhere',
  log = newTestLog(),
  version = '0.0.0',
  secrets = sessionSecrets,
}: {
  readonly folder?: string;
  readonly log?: Log;
  readonly version?: string;
  readonly secrets?: SecretStore;
} = {}): TestBackend {
  const os = implement(contract);
  const steps = new EventEmitter();
  steps.setMaxListeners(0);
  const aborted: string[] = [];
  const live = { version: 0, known: true };
  let lists = 0;
  let isClosed = false;

  const router = {
    app: {
      info: os.app.info.handler(() => ({
        version,
        dataFolder: folder,
        host: 'headless' as const,
        secrets: secrets.kind,
        embedded: false,
        platform: 'test',
      })),
      changes: os.app.changes.handler(async function* ({ signal }) {
        try {
          while (true) {
            const [topic] = (await once(steps, 'change', { signal })) as ['runs'];
            yield { topic };
          }
        } finally {
          aborted.push('app.changes');
        }
      }),
    },
    connections: {
      parseUrl: os.connections.parseUrl.handler(({ input }) => ({
        address: { host: input.url, port: 5432, database: 'd', user: 'u', schema: 'public', tls: 'disable' as const, caFile: null },
        password: null,
      })),
      // Seals a password and opens it again, as saving and opening a connection would.
      open: os.connections.open.handler(async ({ input }) => {
        const sealed = await secrets.encrypt(input.password ?? '');
        const opened = sealed === null ? null : await secrets.decrypt(sealed);
        const notes = [`sealed as ${String(sealed)}`, `opened as ${opened}`];
        return {
          version: '18.4',
          roundTripMs: 1,
          encrypted: false,
          database: 'd',
          user: 'u',
          schema: 'public',
          rights: [],
          notes,
        };
      }),
      remove: os.connections.remove.handler(() => {
        throw new Error(`password=${SECRET} was refused`);
      }),
      list: os.connections.list.handler(() => [{ id: SECRET }] as never),
    },
    jobs: {
      cancel: os.jobs.cancel.handler(({ input }) => {
        throw fault('job.unknown', { id: input.jobId }, { cause: new Error('why') });
      }),
      watch: os.jobs.watch.handler(async function* ({ input, signal, lastEventId }) {
        if (input.jobId !== LIVE_JOB || !live.known) throw fault('job.unknown', { id: input.jobId });
        for (let next = Number(lastEventId ?? 0) + 1; next <= LAST_VERSION; next += 1) {
          while (live.version < next) await once(steps, 'step', { signal });
          yield withEventMeta(jobAt(next, next === LAST_VERSION ? 'succeeded' : 'running'), { id: String(next) });
        }
      }),
    },
    runs: {
      // `total` counts how often it was asked.
      list: os.runs.list.handler(() => ({ total: ++lists, runs: [] })),
      dismiss: os.runs.dismiss.handler(async ({ signal }) => {
        await new Promise<void>((resolve) => {
          signal?.addEventListener('abort', () => resolve());
        });
        aborted.push('runs.dismiss');
        return {};
      }),
    },
  };

  return {
    // The rest of the contract is not called in these tests.
    router: router as unknown as HostedBackend['router'],
    log,
    uploads: { folder },
    aborted,
    stepTo(next) {
      live.version = next;
      steps.emit('step');
    },
    forgetJobs() {
      live.known = false;
    },
    change: (topic) => steps.emit('change', topic),
    closed: () => isClosed,
    openDownload(id) {
      if (id !== 'known') return Promise.reject(fault('host.downloadUnknown'));
      const text = 'id,name\n1,Ä\n';
      return Promise.resolve({ name: 'Ärger "1".csv', type: 'text/csv; charset=utf-8', bytes: null, stream: Readable.from([text]) });
    },
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
}
