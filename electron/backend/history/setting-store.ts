import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { settingsSchema, type Settings } from '#shared/contract/app.ts';
import type { Guard } from './sqlite-fault.ts';

/** The app's settings, one row each. A value that no longer fits falls back to its default. */
export class SettingStore {
  readonly #db: Database;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  get(): Settings {
    const rows = this.#guard(() =>
      z.array(settingRow).parse(this.#db.prepare('SELECT name, value FROM setting').all()),
    );
    const settings = settingsSchema.parse({});
    return rows.reduce((known, row) => {
      const next = settingsSchema.safeParse({ ...known, [row.name]: JSON.parse(row.value) as unknown });
      return next.success ? next.data : known;
    }, settings);
  }

  /** Changes what is given and returns all. */
  change(some: { readonly [name in keyof Settings]?: Settings[name] | undefined }): Settings {
    this.#guard(() =>
      this.#db.transaction(() => {
        const put = this.#db.prepare(
          'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        );
        for (const [name, value] of Object.entries(some)) if (value !== undefined) put.run(name, JSON.stringify(value));
      })(),
    );
    return this.get();
  }
}

const settingRow = z.object({ name: z.string(), value: z.string() });
