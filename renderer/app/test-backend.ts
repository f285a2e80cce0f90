import { EventEmitter, on, once } from 'node:events';
import { implement } from '@orpc/server';
import { typeLabel } from '#shared/column.ts';
import type { Connection, ConnectionReport } from '#shared/connection.ts';
import { contract } from '#shared/contract/contract.ts';
import { settingsSchema, type AppInfo, type Change, type Settings } from '#shared/contract/app.ts';
import type { Preview } from '#shared/contract/imports.ts';
import type { TableSummary } from '#shared/contract/tables.ts';
import { plainDialect } from '#shared/dialect.ts';
import { fault, FaultError, type Fault } from '#shared/fault.ts';
import { isEnded, type Job, type JobPart } from '#shared/job.ts';
import { emptyLedger, loadOptionsSchema, takesField, type ImportItem } from '#shared/load.ts';
import type { Run } from '#shared/run.ts';
import { newTestLog } from '../../electron/backend/transport/test-backend.ts';
import { SceneDictionaries } from './test-dictionaries.ts';
import { rejectHandlers, SceneRejects } from './test-reject-work.ts';
import { sceneFiles, type SceneFile } from './test-rows.ts';

type Topic = Change['topic'];

/** A backend in memory that plays a whole import, with its state open to the test. */
export class SceneBackend {
  readonly log = newTestLog();
  info: AppInfo = {
    version: '0.1.0',
    dataFolder: '/home/ana/.local/share/sluice',
    host: 'electron',
    secrets: 'session',
    embedded: true,
    platform: 'linux',
  };
  settings: Settings = settingsSchema.parse({});
  connections: Connection[] = [];
  runs: Run[] = [];
  jobs = new Map<string, Job>();
  /** Passwords that the servers take, by id of the connection; none: any. */
  passwords = new Map<string, string>();
  /** Why a connection cannot be opened, or a file not read: by its id or its name. */
  faults = new Map<string, Fault>();
  /** Files whose table cannot be guessed. */
  readonly unguessed = new Set<string>();
  /** Files that are in their tables already. */
  loaded = new Map<string, number>();
  /** Loads stand still at this share of their bytes until `goOn`; 1: they run through. */
  holdAt = 1;
  files: readonly SceneFile[] = sceneFiles;
  readonly dictionaries = new SceneDictionaries(() => this.files);
  /** Calls in the order in which they came, with their input. */
  readonly calls: { readonly name: string; readonly input: unknown }[] = [];
  readonly #rejects = new Map<string, SceneRejects>();
  readonly #steps = new EventEmitter().setMaxListeners(0);
  #nextId = 1;
  readonly router = this.#makeRouter();

  #id(kind: string): string {
    this.#nextId += 1;
    return `${kind}-${this.#nextId}`;
  }

  change(topic: Topic): void {
    this.#steps.emit('change', topic);
  }

  addConnection(more: Partial<Connection> = {}): Connection {
    const connection: Connection = {
      id: this.#id('connection'),
      name: 'hr_warehouse',
      kind: 'server',
      environment: 'staging',
      address: {
        host: 'db2.internal',
        port: 5432,
        database: 'hr_warehouse',
        user: 'loader',
        schema: 'public',
        tls: 'verify-full',
        caFile: null,
      },
      password: 'session',
      createdAt: '2026-11-01T08:00:00Z',
      ...more,
    };
    this.connections.push(connection);
    return connection;
  }

  /** A connection that is open as the window opens. */
  openConnection(more: Partial<Connection> = {}): Connection {
    const connection = this.addConnection(more);
    this.settings = { ...this.settings, lastConnectionId: connection.id };
    return connection;
  }

  /** The runs of a load of all files, as if it had been done before the window opened. */
  load(connectionId: string): void {
    for (const file of this.files) {
      this.loaded.set(file.table, file.ledger.inserted);
      const state = file.ledger.rejected > 0 ? 'loadedWithRejects' : 'loaded';
      this.runs.unshift(this.#run(this.#id('run'), 'batch', file, 'load', state, connectionId));
    }
  }

  /** Lets a job that stands still run to its end. */
  goOn(): void {
    this.holdAt = 1;
    this.#steps.emit('go');
  }

  #report(): ConnectionReport {
    return {
      version: '18.4',
      roundTripMs: 2.1,
      encrypted: true,
      database: 'hr_warehouse',
      user: 'loader',
      schema: 'public',
      rights: ['Read and write 7 tables in schema public.', 'Create tables in schema public.'],
      notes: [],
    };
  }

  #unasked(call: string, input: object): never {
    throw new Error(`No scene answers imports.${call}: ${Object.keys(input).join(', ')}`);
  }

  #fileOf(item: { readonly source: ImportItem['source'] }): SceneFile {
    const name = item.source.kind === 'path' ? (item.source.path.split('/').at(-1) ?? '') : item.source.name;
    const problem = this.faults.get(name);
    if (problem !== undefined) throw new FaultError(problem);
    const file = this.files.find((one) => one.name === name);
    if (file === undefined) throw fault('source.missing', { name });
    return file;
  }

  #tables(): TableSummary[] {
    return this.files.map(({ table, columns, bytes }) => ({
      schema: 'public',
      table,
      columnCount: columns.length,
      rowCount: this.loaded.get(table) ?? 0,
      rowCountExact: true,
      bytes,
      lastRun: this.runs.find((run) => run.table === table) ?? null,
      drift: [],
    }));
  }

  #startJob(kind: Run['kind'], connectionId: string, items: readonly ImportItem[]): string {
    const id = this.#id('job');
    const files = items.map((item) => this.#fileOf(item));
    const parts = files.map((file): JobPart => ({
      runId: this.#id('run'),
      sourceName: file.name,
      schema: 'public',
      table: file.table,
      state: 'waiting',
      bytesRead: 0,
      bytesTotal: file.bytes,
      ledger: emptyLedger,
      onTheWay: 0,
      reasons: [],
      columns: [],
      rowsPerSecond: 0,
      elapsedMs: 0,
      fault: null,
      question: null,
      removed: null,
    }));
    const job: Job = {
      id,
      kind,
      connectionId,
      state: 'running',
      version: 1,
      startedAt: '2026-11-22T19:42:07Z',
      elapsedMs: 0,
      parts,
      fault: null,
    };
    this.jobs.set(id, job);
    void this.#play(id, files);
    return id;
  }

  #update(id: string, change: (job: Job) => Partial<Job>): void {
    const job = this.jobs.get(id);
    if (job === undefined || isEnded(job.state)) return;
    this.jobs.set(id, { ...job, ...change(job), version: job.version + 1 });
    this.#steps.emit('job');
  }

  #updatePart(id: string, at: number, change: Partial<JobPart>): void {
    this.#update(id, (job) => ({
      parts: job.parts.map((part, index) => (index === at ? { ...part, ...change } : part)),
    }));
  }

  async #play(id: string, files: readonly SceneFile[]): Promise<void> {
    const { kind = 'check', connectionId = '' } = this.jobs.get(id) ?? {};
    for (const [at, file] of files.entries()) {
      if (kind === 'load' && this.holdAt < 1 && at === files.length - 1) {
        const share = this.holdAt;
        const read = Math.floor(file.ledger.read * share);
        const rejected = Math.floor(file.ledger.rejected * share);
        this.#updatePart(id, at, {
          state: 'reading',
          bytesRead: Math.floor(file.bytes * share),
          ledger: {
            ...file.ledger,
            read,
            inserted: read - rejected - 20,
            rejected,
            marks: file.ledger.marks.map((n, i) => (i < 256 * share ? n : 0)),
          },
          onTheWay: 20,
          reasons: [...file.reasons],
          columns: [...file.profiles],
          rowsPerSecond: 412_600,
          elapsedMs: 5000,
        });
        this.#update(id, () => ({ elapsedMs: 5000 }));
        await once(this.#steps, 'go');
        if (this.jobs.get(id)?.state !== 'running') return;
      }
      await Promise.resolve();
      this.#endPart(id, at, file, kind === 'load' ? kind : 'check', connectionId);
    }
    this.#update(id, () => ({ state: 'succeeded', elapsedMs: 400 }));
    this.change('runs');
    if (kind === 'load') this.change('tables');
  }

  #endPart(id: string, at: number, file: SceneFile, kind: Run['kind'], connectionId: string): void {
    const part = this.jobs.get(id)?.parts[at];
    if (part === undefined) return;
    const rejected = file.ledger.rejected > 0;
    const state = kind === 'check' ? 'checked' : rejected ? 'loadedWithRejects' : 'loaded';
    if (kind === 'load') this.loaded.set(file.table, file.ledger.inserted);
    this.runs.unshift(this.#run(part.runId, id, file, kind, state, connectionId));
    this.#updatePart(id, at, {
      state,
      bytesRead: file.bytes,
      ledger: file.ledger,
      onTheWay: 0,
      reasons: [...file.reasons],
      columns: [...file.profiles],
      rowsPerSecond: 4998,
      elapsedMs: 133,
    });
  }

  #run(
    id: string,
    batchId: string,
    file: SceneFile,
    kind: Run['kind'],
    state: Run['state'],
    connectionId: string,
  ): Run {
    return {
      id,
      batchId,
      parentId: null,
      kind,
      door: 'import',
      state,
      connectionId,
      connectionName: this.connections.find((one) => one.id === connectionId)?.name ?? '',
      schema: 'public',
      table: file.table,
      sourceName: file.name,
      sourceBytes: file.bytes,
      who: 'ana',
      startedAt: new Date().toISOString(),
      finishedAt: new Date().toISOString(),
      elapsedMs: 133,
      ledger: file.ledger,
      reasons: [...file.reasons],
      fault: null,
      dismissed: false,
      sourcePath: `/drop/${file.name}`,
      sha256: 'cdf577a066321efb5410ef94a78e5398e5fd9271157d8455dd605650e62d4c2d',
      dialect: plainDialect,
      options: loadOptionsSchema.parse({}),
      path: 'direct',
      timings: { planMs: 40, readMs: 20, checkMs: 30, copyMs: 33, commitMs: 10 },
      serverCount: file.ledger.inserted,
      removed: null,
      sql: ['BEGIN', `COPY public.${file.table} FROM STDIN (FORMAT binary)`, 'COMMIT'],
      transactionId: '48117',
      columns: [...file.profiles],
      warned: 0,
      warnings: [],
    };
  }

  #preview(input: {
    source: ImportItem['source'];
    dialect: object;
    target: Preview['target'];
    match: Preview['match'] | null;
    limit: number;
  }): Preview {
    const file = this.#fileOf(input);
    const target = input.target ?? (this.unguessed.has(file.name) ? null : { schema: 'public', table: file.table });
    const match =
      target === null ? [] : (input.match ?? file.columns.map(({ rule }, field) => ({ column: rule.name, field })));
    return {
      source: input.source,
      name: file.name,
      bytes: file.bytes,
      dialect: { ...plainDialect, ...input.dialect },
      chosen: Object.keys(input.dialect),
      target,
      targetExists: true,
      targetFoundBy: input.target === null ? 'by its name' : 'chosen',
      candidates: this.files.map(({ table }) => ({ schema: 'public', table })),
      width: file.columns.length,
      fieldNames: [],
      match,
      matched:
        target === null
          ? null
          : { by: input.match === null ? 'position' : 'chosen', signature: `width ${file.columns.length}` },
      unfilled: [],
      columns: (target === null ? [] : file.columns).map((column) => ({
        ...column,
        field: match.filter(takesField).find((one) => one.column === column.rule.name)?.field ?? null,
      })),
      rows: file.rows.slice(0, input.limit),
      whole: file.rows.length <= input.limit,
      sheets: [],
      ambiguous: [],
      judgedBy: JSON.stringify(this.dictionaries.of(file.table)),
      drift: [],
    };
  }

  #open(id: string, password: string | null): ConnectionReport {
    const connection = this.connections.find((one) => one.id === id);
    if (connection === undefined) throw fault('connection.unknown', { name: id });
    const problem = this.faults.get(id);
    if (problem !== undefined) throw new FaultError(problem);
    const wanted = this.passwords.get(id);
    if (wanted !== undefined && password === null && connection.password === 'none') {
      throw fault('postgres.passwordNeeded', { name: connection.name });
    }
    if (wanted !== undefined && password !== null && password !== wanted) {
      throw fault('postgres.password', { user: connection.address?.user ?? '' });
    }
    return this.#report();
  }

  #fileOfRun(runId: string): SceneFile {
    const run = this.runs.find(({ id }) => id === runId);
    const file = this.files.find(({ name }) => name === run?.sourceName);
    if (file === undefined) throw fault('run.unknown', { id: runId });
    return file;
  }

  /** The rejects of a run with what was done to them. */
  rejectsOf(runId: string): SceneRejects {
    const known = this.#rejects.get(runId) ?? new SceneRejects(runId, this.#fileOfRun(runId));
    this.#rejects.set(runId, known);
    return known;
  }

  /** Loads the fixed rows of a run, at once. */
  #replay(parentId: string): { jobId: string; runId: string } {
    const parent = this.runs.find(({ id }) => id === parentId);
    const { read, rejected } = this.rejectsOf(parentId).replay();
    const [jobId, runId] = [this.#id('job'), this.#id('run')];
    if (parent === undefined) throw fault('run.unknown', { id: parentId });
    const state = rejected > 0 ? 'loadedWithRejects' : 'loaded';
    const ledger = { ...emptyLedger, read, inserted: read - rejected, rejected };
    const run: Run = { ...parent, id: runId, batchId: runId, parentId, state, ledger, reasons: [] };
    this.runs.unshift(run);
    const part: JobPart = {
      ...run,
      runId,
      bytesRead: 9,
      bytesTotal: 9,
      onTheWay: 0,
      rowsPerSecond: 9,
      fault: null,
      question: null,
      state,
    };
    this.jobs.set(jobId, {
      id: jobId,
      kind: 'load',
      connectionId: parent.connectionId,
      state: 'succeeded',
      version: 1,
      startedAt: run.startedAt,
      elapsedMs: 20,
      parts: [part],
      fault: null,
    });
    for (const topic of ['runs', 'jobs', 'rejects'] as const) this.change(topic);
    return { jobId, runId };
  }

  #makeRouter() {
    const os = implement(contract);
    const heard = (name: string, input: unknown): void => void this.calls.push({ name, input });
    const steps = this.#steps;
    return {
      app: {
        info: os.app.info.handler(() => this.info),
        changes: os.app.changes.handler(async function* ({ signal }) {
          // Two that follow one another at once are both heard.
          for await (const [topic] of on(steps, 'change', { signal })) yield { topic: topic as Topic };
        }),
        settings: os.app.settings.handler(() => this.settings),
        changeSettings: os.app.changeSettings.handler(({ input }) => {
          heard('app.changeSettings', input);
          this.settings = settingsSchema.parse({ ...this.settings, ...input });
          return this.settings;
        }),
      },
      connections: {
        list: os.connections.list.handler(() => this.connections),
        parseUrl: os.connections.parseUrl.handler(({ input }) => {
          const url = URL.parse(input.url);
          if (url === null || !url.protocol.startsWith('postgres')) {
            throw fault('connection.url', { reason: 'it does not begin with postgres://' });
          }
          return {
            address: {
              host: url.hostname,
              port: Number(url.port === '' ? 5432 : url.port),
              database: url.pathname.slice(1),
              user: url.username,
              schema: 'public',
              tls: 'require' as const,
              caFile: null,
            },
            password: url.password === '' ? null : url.password,
          };
        }),
        test: os.connections.test.handler(({ input }) => {
          heard('connections.test', input);
          const problem = this.faults.get(input.draft.address?.host ?? '');
          if (problem !== undefined) throw new FaultError(problem);
          return this.#report();
        }),
        save: os.connections.save.handler(({ input }) => {
          heard('connections.save', input);
          const id = input.id ?? this.#id('connection');
          const saved: Connection = {
            ...input.draft,
            id,
            password: input.password === null ? 'none' : 'session',
            createdAt: '2026-11-22T08:00:00Z',
          };
          this.connections = [...this.connections.filter((one) => one.id !== id), saved];
          this.change('connections');
          return saved;
        }),
        remove: os.connections.remove.handler(({ input }) => {
          this.connections = this.connections.filter(({ id }) => id !== input.id);
          this.change('connections');
          return {};
        }),
        open: os.connections.open.handler(({ input }) => {
          heard('connections.open', input);
          return this.#open(input.id, input.password);
        }),
      },
      tables: {
        list: os.tables.list.handler(() => ({ schema: 'public', tables: this.#tables() })),
        get: os.tables.get.handler(({ input }) => {
          const file = this.files.find(({ table }) => table === input.name.table);
          const summary = this.#tables().find(({ table }) => table === input.name.table);
          if (file === undefined || summary === undefined) throw fault('target.missing', { table: input.name.table });
          const rules = file.columns.map(({ rule }) => rule);
          return {
            summary,
            table: {
              schema: 'public',
              table: file.table,
              oid: 1,
              partitioned: false,
              columns: rules.map((rule, at) => ({
                name: rule.name,
                position: at + 1,
                typeOid: 0,
                type: rule.type,
                typeName: typeLabel(rule.type),
                typmod: -1,
                domain: null,
                notNull: rule.required,
                hasDefault: false,
                identity: null,
                generated: false,
                maxLength: null,
                precision: null,
                scale: null,
                labels: null,
              })),
              uniqueKeys: [],
              foreignKeys: [],
              checks: [],
              hasTriggers: false,
              hasRowSecurity: false,
              rights: { select: true, insert: true, update: true, delete: true, truncate: true },
            },
            dictionary: this.dictionaries.of(file.table),
          };
        }),
      },
      dictionaries: this.dictionaries.handlers(heard),
      imports: {
        preview: os.imports.preview.handler(({ input }) => {
          heard('imports.preview', input);
          return this.#preview(input);
        }),
        check: os.imports.check.handler(({ input }) => {
          heard('imports.check', input);
          return { jobId: this.#startJob('check', input.connectionId, input.items) };
        }),
        load: os.imports.load.handler(({ input }) => {
          heard('imports.load', input);
          return { jobId: this.#startJob('load', input.connectionId, input.items) };
        }),
        // No scene makes a table of a file: the specs in a browser do.
        infer: os.imports.infer.handler(({ input }) => this.#unasked('infer', input)),
        inferred: os.imports.inferred.handler(({ input }) => this.#unasked('inferred', input)),
        tryStatement: os.imports.tryStatement.handler(({ input }) => this.#unasked('tryStatement', input)),
      },
      jobs: {
        list: os.jobs.list.handler(() => [...this.jobs.values()]),
        watch: os.jobs.watch.handler(this.#watch()),
        answer: os.jobs.answer.handler(({ input }) => {
          heard('jobs.answer', input);
          return {};
        }),
        cancel: os.jobs.cancel.handler(({ input }) => {
          heard('jobs.cancel', input);
          const cancelled = fault('job.cancelled').fault;
          this.#update(input.jobId, (job) => ({
            state: 'cancelled',
            fault: cancelled,
            parts: job.parts.map((part) =>
              part.state === 'waiting' || part.state === 'reading'
                ? { ...part, state: 'cancelled', fault: cancelled, onTheWay: 0 }
                : part,
            ),
          }));
          steps.emit('go');
          return {};
        }),
      },
      runs: {
        list: os.runs.list.handler(({ input }) => {
          const runs = this.runs
            .filter((run) => input.connectionId === null || run.connectionId === input.connectionId)
            .filter((run) => input.table === null || run.table === input.table)
            .filter((run) => input.states.length === 0 || input.states.includes(run.state));
          return { total: runs.length, runs: runs.slice(input.offset, input.offset + input.limit) };
        }),
        get: os.runs.get.handler(({ input }) => {
          const run = this.runs.find(({ id }) => id === input.runId);
          if (run === undefined) throw fault('run.unknown', { id: input.runId });
          const parent = this.runs.find(({ id }) => id === run.parentId) ?? null;
          const children = this.runs.filter(({ parentId }) => parentId === run.id).toReversed();
          return { ...run, family: { parent, children } };
        }),
        dismiss: os.runs.dismiss.handler(() => ({})),
      },
      rejects: rejectHandlers({
        of: (runId) => this.rejectsOf(runId),
        columnsOf: (runId) => this.#fileOfRun(runId).columns.map(({ rule }) => rule.name),
        heard,
        changed: () => this.change('rejects'),
        replay: (runId) => this.#replay(runId),
      }),
    };
  }

  #watch() {
    const { jobs } = this;
    const steps = this.#steps;
    return async function* ({ input, signal }: { input: { jobId: string }; signal?: AbortSignal | undefined }) {
      let seen = 0;
      for (;;) {
        const job = jobs.get(input.jobId);
        if (job === undefined) throw fault('job.unknown', { id: input.jobId });
        if (job.version > seen) {
          seen = job.version;
          yield job;
        }
        if (isEnded(job.state)) return;
        if (jobs.get(input.jobId)?.version === seen) await once(steps, 'job', { signal });
      }
    };
  }
}
