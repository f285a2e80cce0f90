import { on } from 'node:events';
import { implement } from '@orpc/server';
import { contract } from '#shared/contract/contract.ts';
import { settingsSchema } from '#shared/contract/app.ts';
import { connectionHandlers } from './test-connections.ts';
import { importHandlers } from './test-imports.ts';
import { jobHandlers } from './test-jobs.ts';
import { rejectHandlers } from './test-reject-work.ts';
import { backupHandlers } from './test-backups.ts';
import { ingestHandlers } from './test-ingest.ts';
import { scheduleHandlers } from './test-schedules.ts';
import { restoreHandlers } from './test-restores.ts';
import { replayRun, runHandlers, runOf } from './test-runs.ts';
import { Scene, type Topic } from './test-scene.ts';
import { tableHandlers } from './test-tables.ts';

/** A backend in memory that plays a whole import, with its state open to the test. */
export class SceneBackend extends Scene {
  readonly router = this.#makeRouter();

  /** The runs of a load of all files, as if it had been done before the window opened. */
  load(connectionId: string): void {
    for (const file of this.files) {
      this.loaded.set(file.table, file.ledger.inserted);
      const state = file.ledger.rejected > 0 ? 'loadedWithRejects' : 'loaded';
      this.runs.unshift(
        runOf(this, file, { id: this.newId('run'), batchId: 'batch', kind: 'load', state, connectionId }),
      );
    }
  }

  #makeRouter() {
    const os = implement(contract);
    const { steps } = this;
    const heard = (name: string, input: unknown): void => this.heard(name, input);
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
      connections: connectionHandlers(this),
      tables: tableHandlers(this),
      dictionaries: this.dictionaries.handlers(heard),
      imports: importHandlers(this),
      jobs: jobHandlers(this),
      runs: runHandlers(this),
      restores: restoreHandlers(),
      backups: backupHandlers(),
      ingest: ingestHandlers(),
      schedules: scheduleHandlers(),
      rejects: rejectHandlers({
        of: (runId) => this.rejectsOf(runId),
        columnsOf: (runId) => this.fileOfRun(runId).columns.map(({ rule }) => rule.name),
        heard,
        changed: () => this.change('rejects'),
        replay: (runId) => replayRun(this, runId),
      }),
    };
  }
}
