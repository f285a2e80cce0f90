import { fault } from '#shared/fault.ts';
import type { ApiKey, IngestOptions, IngestState, KeyDraft, SampleRequest } from '#shared/ingest.ts';
import type { KeptKey } from '#backend/history/key-store.ts';
import { type IngestService, startIngest } from '#backend/ingest/ingest-service.ts';
import { makeKey } from '#backend/ingest/key-ring.ts';
import { findDictionary } from '#backend/load/find-dictionary.ts';
import type { Rooms } from './rooms.ts';

/** The REST service of this process: one, on one connection. */
export class IngestDoor {
  readonly #rooms: Rooms;
  #service: IngestService | null = null;
  #starting = false;
  readonly #endWatch: () => void;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
    this.#endWatch = rooms.changes.listen((topic) => {
      if (topic === 'dictionaries' || topic === 'tables') this.#service?.forgetTables();
    });
  }

  /** Faults: connection.unknown, ingest.running, ingest.address, ingest.needsTls, ingest.tls, and those of a login. */
  async start(options: IngestOptions): Promise<IngestState> {
    const { history, logins, changes, log, info, now } = this.#rooms;
    if (this.#service !== null || this.#starting) throw fault('ingest.running');
    const { connectionId } = options;
    this.#starting = true;
    try {
      const owner = logins.dictionaryOwner(connectionId);
      this.#service = await startIngest(options, {
        history,
        log,
        version: info.version,
        login: () => logins.login(connectionId),
        connectionName: logins.nameOf(connectionId),
        dictionaryFor: (target, table) =>
          findDictionary(target, table, { given: [], saved: history.dictionaries.list(owner.id) }),
        now,
        changed: () => {
          changes.emit('runs');
          changes.emit('rejects');
        },
      });
    } finally {
      this.#starting = false;
    }
    changes.emit('ingest');
    return this.state();
  }

  async stop(): Promise<IngestState> {
    const service = this.#service;
    await service?.close();
    if (this.#service === service) this.#service = null;
    this.#rooms.changes.emit('ingest');
    return this.state();
  }

  state(): IngestState {
    const service = this.#service;
    if (service === null) return { running: null, gauges: null, recent: [] };
    const { options, url, schema, startedAt } = service;
    const connectionName = this.#rooms.logins.nameOf(options.connectionId);
    return {
      running: { ...options, connectionName, schema, url, startedAt },
      gauges: service.gauges(),
      recent: service.recent(),
    };
  }

  samples(): Promise<SampleRequest[]> {
    return this.#service?.samples() ?? Promise.resolve([]);
  }

  keys(): ApiKey[] {
    return this.#rooms.history.keys.list().map(shown);
  }

  /** Faults: key.taken. */
  addKey(draft: KeyDraft): { readonly key: ApiKey; readonly secret: string } {
    const { key, secret } = makeKey(this.#rooms.history.keys, draft);
    this.#keysChanged();
    return { key: shown(key), secret };
  }

  /** Faults: key.unknown. */
  revokeKey(id: string): void {
    this.#rooms.history.keys.revoke(id);
    this.#keysChanged();
  }

  async close(): Promise<void> {
    this.#endWatch();
    await this.stop();
  }

  #keysChanged(): void {
    this.#service?.forgetKeys();
    this.#rooms.changes.emit('ingest');
  }
}

const shown = ({ sha256: _, ...key }: KeptKey): ApiKey => key;
