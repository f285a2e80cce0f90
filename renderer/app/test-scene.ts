import { EventEmitter } from 'node:events';
import type { Connection } from '#shared/connection.ts';
import { settingsSchema, type AppInfo, type Change, type Settings } from '#shared/contract/app.ts';
import { fault, FaultError, type Fault } from '#shared/fault.ts';
import type { Job } from '#shared/job.ts';
import type { ImportItem } from '#shared/load.ts';
import type { Run } from '#shared/run.ts';
import { newTestLog } from '../../electron/backend/transport/test-backend.ts';
import { SceneDictionaries } from './test-dictionaries.ts';
import { SceneRejects } from './test-reject-work.ts';
import { sceneFiles, type SceneFile } from './test-rows.ts';

export type Topic = Change['topic'];

/** What a window meets, in memory and open to the test: connections, files, runs, jobs, and the calls that came. */
export class Scene {
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
  /** Why the check of a file ends before its end, by its name. */
  readonly checkFaults = new Map<string, Fault>();
  /** Files whose table cannot be guessed. */
  readonly unguessed = new Set<string>();
  /** Files that are in their tables already. */
  loaded = new Map<string, number>();
  /** Jobs of the kind `held` stand still at this share of their last file until `goOn`; 1: they run through. */
  holdAt = 1;
  held: Run['kind'] = 'load';
  files: readonly SceneFile[] = sceneFiles;
  readonly dictionaries = new SceneDictionaries(() => this.files);
  /** Calls in the order in which they came, with their input. */
  readonly calls: { readonly name: string; readonly input: unknown }[] = [];
  /** Tells of changes, and of the steps of jobs. */
  readonly steps = new EventEmitter().setMaxListeners(0);
  readonly #rejects = new Map<string, SceneRejects>();
  #nextId = 1;

  newId(kind: string): string {
    this.#nextId += 1;
    return `${kind}-${this.#nextId}`;
  }

  /** Notes a call. */
  heard(name: string, input: unknown): void {
    this.calls.push({ name, input });
  }

  change(topic: Topic): void {
    this.steps.emit('change', topic);
  }

  addConnection(more: Partial<Connection> = {}): Connection {
    const connection: Connection = {
      id: this.newId('connection'),
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

  /** Lets a job that stands still run to its end. */
  goOn(): void {
    this.holdAt = 1;
    this.steps.emit('go');
  }

  fileOf(item: { readonly source: ImportItem['source'] }): SceneFile {
    const name = item.source.kind === 'path' ? (item.source.path.split('/').at(-1) ?? '') : item.source.name;
    const problem = this.faults.get(name);
    if (problem !== undefined) throw new FaultError(problem);
    const file = this.files.find((one) => one.name === name);
    if (file === undefined) throw fault('source.missing', { name });
    return file;
  }

  fileOfRun(runId: string): SceneFile {
    const run = this.runs.find(({ id }) => id === runId);
    const file = this.files.find(({ name }) => name === run?.sourceName);
    if (file === undefined) throw fault('run.unknown', { id: runId });
    return file;
  }

  /** The rejects of a run with what was done to them. */
  rejectsOf(runId: string): SceneRejects {
    const known = this.#rejects.get(runId) ?? new SceneRejects(runId, this.fileOfRun(runId));
    this.#rejects.set(runId, known);
    return known;
  }
}
