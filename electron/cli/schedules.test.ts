import { createRouterClient } from '@orpc/server';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBackend } from '#backend/backend.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { type BackupScene, withBackups } from '#backend/backup/test-backup.ts';
import { scheduleDraftSchema } from '#shared/schedule.ts';
import { type Ended, runCommand } from './test-command.ts';

const homeOf = ({ folder }: BackupScene): string => join(folder, 'home');
const sluice = (scene: BackupScene, args: readonly string[]): Promise<Ended> => runCommand(homeOf(scene), args);

/** A schedule as the window keeps it, run so many times. */
async function keepSchedule(scene: BackupScene, times: number): Promise<void> {
  const { schema, address, login } = scene;
  const host = {
    host: 'headless' as const,
    version: '1',
    secrets: sessionSecrets,
    allowPaths: true,
    door: 'import' as const,
  };
  const backend = createBackend({ dataFolder: homeOf(scene), ...host });
  try {
    const call = createRouterClient(backend.router);
    const draft = { name: 'hr', kind: 'server' as const, address, environment: 'test' as const };
    const { id: connectionId } = await call.connections.save({
      id: null,
      draft,
      password: login.password,
      remember: false,
    });
    const timing = { kind: 'weekly' as const, days: [1, 5], at: '03:00' };
    const of = { tables: [{ schema, table: 'jobs' }], timeZone: 'Europe/Berlin', retention: { keepNewest: 1 } };
    const { id } = await call.schedules.save({
      id: null,
      draft: scheduleDraftSchema.parse({ name: 'twice a week', connectionId, timing, ...of, retention: {} }),
    });
    for (let count = 0; count < times; count += 1) {
      const { jobId } = await call.schedules.runNow({ id });
      for await (const _ of await call.jobs.watch({ jobId })) continue;
      while ((await call.schedules.list()).schedules[0]?.running === true) await new Promise(setImmediate);
    }
    await call.schedules.save({
      id,
      draft: scheduleDraftSchema.parse({ name: 'twice a week', connectionId, timing, ...of }),
    });
  } finally {
    await backend.close();
  }
}

test('sluice schedules tells when each is due and how it ended; sluice prune says what would go, then deletes it', () =>
  withBackups(async (scene) => {
    const none = await sluice(scene, ['schedules']);
    expect([none.code, none.out]).toEqual([0, 'No schedules yet. Make one in the window, among the backups.\n']);
    await scene.client.query('create table jobs (id int primary key); insert into jobs values (1)');
    await keepSchedule(scene, 3);

    const listed = await sluice(scene, ['schedules']);
    expect(listed.code).toBe(0);
    expect(listed.out).toMatch(
      /^twice a week: hr, next \d{4}-\d\d-\d\dT0[12]:00:00\.000Z \(Europe\/Berlin\)\n {2}last .*: done\n$/,
    );
    const asJson = JSON.parse((await sluice(scene, ['schedules', '--json'])).out) as { schedules: object[] };
    expect(asJson.schedules).toMatchObject([{ name: 'twice a week', enabled: true, last: { state: 'done' } }]);

    const backups = join(homeOf(scene), 'backups');
    const dry = await sluice(scene, ['prune', '--dry-run', '--json']);
    expect([dry.code, JSON.parse(dry.out)]).toMatchObject([0, { expired: [{}, {}], deleted: 0 }]);
    expect(dry.words).toMatch(/^Would go: .*jobs_backup_.*\.avro, .* \(twice a week\)\n/);
    expect(readdirSync(backups)).toHaveLength(6);

    const pruned = await sluice(scene, ['prune', '--schedule', 'twice a week']);
    expect([pruned.code, pruned.words]).toEqual([0, expect.stringMatching(/\n2 deleted\.\n$/)]);
    expect(readdirSync(backups)).toHaveLength(2);
    expect((await sluice(scene, ['runs'])).out).toMatch(/Deleted/);

    const wrong = await sluice(scene, ['prune', '--schedule', 'daily']);
    expect([wrong.code, wrong.words]).toEqual([2, expect.stringContaining('There is no schedule daily')]);
  }));
