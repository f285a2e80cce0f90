import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Connection, ConnectionDraft, Login } from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';
import type { ConnectionStore, StoredConnection } from '#backend/history/connection-store.ts';
import { startEmbedded, type EmbeddedServer } from '#backend/postgres/embedded-server.ts';
import { isListening } from '#backend/postgres/is-listening.ts';
import { parseConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import type { SecretStore } from '#backend/postgres/secret-store.ts';

/** The built-in database has one id in every data folder, so that the window and the command line share its history. */
const EMBEDDED_ID = 'embedded';

/** Turns the id of a connection into what `connect` needs. Passwords of this session live here and nowhere else. */
export class Logins {
  readonly #store: ConnectionStore;
  readonly #secrets: SecretStore;
  readonly #folder: string;
  readonly #passwords = new Map<string, string>();
  readonly #guests = new Map<string, { readonly name: string; readonly login: Login }>();
  #embedded: Promise<EmbeddedServer> | null = null;

  constructor(store: ConnectionStore, secrets: SecretStore, dataFolder: string) {
    this.#store = store;
    this.#secrets = secrets;
    this.#folder = join(dataFolder, 'postgres');
  }

  /**
   * Faults: connection.unknown, postgres.passwordNeeded, and those of the built-in database's start (embedded.*).
   */
  async login(id: string): Promise<Login> {
    const guest = this.#guests.get(id);
    if (guest !== undefined) return guest.login;
    if (id === EMBEDDED_ID) return this.#embeddedLogin();
    const stored = this.#store.get(id);
    if (stored.kind === 'embedded') return this.#embeddedLogin();
    if (stored.address === null) throw fault('connection.invalid', { reason: 'it has no address' });
    return { address: stored.address, password: await this.#passwordOf(stored) };
  }

  /** The login of a draft that may not be saved yet; `id` lends the password of a saved one. */
  async loginOfDraft(draft: ConnectionDraft, password: string | null, id: string | null): Promise<Login> {
    if (draft.kind === 'embedded') return this.#embeddedLogin();
    if (draft.address === null) throw fault('connection.invalid', { reason: 'it has no address' });
    const known = password ?? (id === null ? null : await this.#passwordOf(this.#store.get(id)));
    return { address: draft.address, password: known };
  }

  /**
   * The id of the connection that a person names: a Postgres URL (known to this process only), `embedded`, or the name of
   * a saved one. Faults: connection.unknown, connection.url.
   */
  idOf(name: string): string {
    if (name === EMBEDDED_ID) return EMBEDDED_ID;
    if (/^postgres(ql)?:/i.test(name)) return this.#addGuest(parseConnectionUrl(name));
    const saved = this.#store.byName(name);
    if (saved !== null) return saved.id;
    // What is nearly an address may hold a password, which no message may repeat.
    if (/[@=]|:\//.test(name)) throw fault('connection.url', { reason: 'it does not begin with postgres://' });
    throw fault('connection.unknown', { name });
  }

  /** The id of a saved connection to what a person names: a URL that is not saved yet is, its password for this session. */
  async saveNamed(name: string): Promise<string> {
    if (name === EMBEDDED_ID && this.#find(EMBEDDED_ID) === null) {
      const draft = { name: 'Built-in database', kind: 'embedded', address: null, environment: 'local' } as const;
      return (await this.save(null, draft, null, false)).id;
    }
    const id = this.idOf(name);
    const guest = this.#guests.get(id);
    if (guest === undefined) return id;
    const saved = this.#store.byName(guest.name);
    if (saved !== null) {
      if (guest.login.password !== null) this.keepPassword(saved.id, guest.login.password);
      return saved.id;
    }
    const { address, password } = guest.login;
    const draft = { name: guest.name, kind: 'server', address, environment: 'local' } as const;
    return (await this.save(null, draft, password, false)).id;
  }

  /**
   * The connection whose dictionaries hold: the one itself, or, of a URL, the saved one to the same database; with several of
   * these, that of the same user.
   */
  dictionaryOwner(id: string): { readonly id: string; readonly name: string } {
    const address = this.#guests.get(id)?.login.address;
    if (address === undefined) return { id, name: this.nameOf(id) };
    const same = this.#store
      .list()
      .filter(
        (one) =>
          one.address?.host.toLowerCase() === address.host.toLowerCase() &&
          one.address.port === address.port &&
          one.address.database === address.database,
      );
    const saved = same.find((one) => one.address?.user === address.user) ?? same[0];
    return saved === undefined ? { id, name: this.nameOf(id) } : { id: saved.id, name: saved.name };
  }

  nameOf(id: string): string {
    if (id === EMBEDDED_ID) return this.#find(id)?.name ?? 'Built-in database';
    return this.#guests.get(id)?.name ?? this.#store.get(id).name;
  }

  list(): Connection[] {
    return this.#store.list().map((stored) => this.#shown(stored));
  }

  /** Keeps a password for this session; the empty text is a password too. */
  keepPassword(id: string, password: string): void {
    this.#passwords.set(id, password);
  }

  /** Creates a connection, or changes the one of that id. */
  async save(
    id: string | null,
    draft: ConnectionDraft,
    password: string | null,
    remember: boolean,
  ): Promise<Connection> {
    if (draft.kind === 'server' && draft.address === null) {
      throw fault('connection.invalid', { reason: 'it has no address' });
    }
    const before = id === null ? null : this.#store.get(id);
    const secret = password !== null && remember ? await this.#secrets.encrypt(password) : null;
    const stored: StoredConnection = {
      ...draft,
      id: before?.id ?? (draft.kind === 'embedded' ? EMBEDDED_ID : randomUUID()),
      createdAt: before?.createdAt ?? new Date().toISOString(),
      secret: password === null && remember ? (before?.secret ?? null) : secret,
    };
    this.#store.put(stored);
    if (password !== null) this.keepPassword(stored.id, password);
    return this.#shown(stored);
  }

  remove(id: string): void {
    this.#store.remove(id);
    this.#passwords.delete(id);
  }

  /** Gives the built-in database back; it stops when no other process uses it. */
  async close(): Promise<void> {
    const server = await this.#embedded?.catch(() => null);
    await server?.close();
    this.#embedded = null;
  }

  #addGuest(login: Login): string {
    const { host, port, database, user } = login.address;
    const name = `${user}@${host}:${port}/${database}`;
    const id = `url:${name}`;
    this.#guests.set(id, { name, login });
    return id;
  }

  async #embeddedLogin(): Promise<Login> {
    const starting = (this.#embedded ??= startEmbedded({ folder: this.#folder }));
    try {
      const server = await starting;
      // Its guard may not have noticed yet that it is dead.
      if (server.isRunning() && (await isListening(server.address))) return { address: server.address, password: null };
      await server.close();
    } catch (error) {
      this.#forget(starting);
      throw error;
    }
    // It was ended by somebody else, or crashed: start it again.
    this.#forget(starting);
    return this.#embeddedLogin();
  }

  /** The next who asks starts it anew. */
  #forget(starting: Promise<EmbeddedServer>): void {
    if (this.#embedded === starting) this.#embedded = null;
  }

  async #passwordOf(stored: StoredConnection): Promise<string | null> {
    const known = this.#passwords.get(stored.id);
    if (known !== undefined) return known;
    return stored.secret === null ? null : this.#secrets.decrypt(stored.secret);
  }

  #find(id: string): StoredConnection | null {
    return this.#store.list().find((stored) => stored.id === id) ?? null;
  }

  #shown({ secret, ...stored }: StoredConnection): Connection {
    const password = secret !== null ? 'stored' : this.#passwords.has(stored.id) ? 'session' : 'none';
    return { ...stored, password };
  }
}
