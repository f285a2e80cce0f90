import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atDesk, faultOf, type TestDesk } from '../test-calls.ts';

const rows = 5000;

/** A run with many rejects; whatever can be a job is one. */
const withMany = (work: (desk: TestDesk, runId: string) => Promise<void>): Promise<void> =>
  atDesk(
    'create table many (id int primary key, at date not null)',
    async (desk) => {
      const text = Array.from({ length: rows }, (_, at) => `${at},no date\n`).join('');
      await work(desk, await desk.load({ table: 'many', text, columns: ['id', 'at'] }));
    },
    { answerMs: 0 },
  );

const jobOf = ({ jobId }: { readonly jobId: string | null }): string => {
  if (jobId === null) throw new Error('It was done within the call.');
  return jobId;
};
const stepsOf = async ({ call }: TestDesk, runId: string) => (await call.rejects.work({ runId })).history;
const countsOf = async ({ call }: TestDesk, runId: string) =>
  Object.fromEntries((await call.rejects.facets({ runId })).states.map(({ state, count }) => [state, count]));

describe('a step of many rows', () => {
  const words = 'Set 5,000 rows aside';
  const open = { open: rows, fixed: 0, aside: 0, loaded: 0 };
  const aside = { ...open, open: 0, aside: rows };

  it('goes on as a job that tells how far it is, and turns others away; cancelled, it was never done', () =>
    withMany(async (desk, runId) => {
      const { call } = desk;
      const cancelled = async (answer: { readonly jobId: string | null }): Promise<void> => {
        const jobId = jobOf(answer);
        expect(await faultOf(call.rejects.undo({ runId }))).toBe('rejects.busy');
        await call.jobs.cancel({ jobId });
        expect((await desk.endOf(jobId)).state).toBe('cancelled');
        expect(await call.rejects.done({ jobId })).toEqual({ outcome: null });
      };
      const done = async (answer: { readonly jobId: string | null }): Promise<void> => {
        const jobId = jobOf(answer);
        const { state, parts } = await desk.endOf(jobId);
        expect([state, parts[0]?.bytesRead, parts[0]?.bytesTotal]).toEqual(['succeeded', rows, rows]);
        expect(await call.rejects.done({ jobId })).toMatchObject({ outcome: { rows, change: rows } });
      };
      const setAside = () => call.rejects.setAside({ runId, aside: true });

      await cancelled(await setAside());
      expect([await countsOf(desk, runId), await stepsOf(desk, runId)]).toEqual([open, { undo: null, redo: null }]);
      await done(await setAside());
      expect([await countsOf(desk, runId), await stepsOf(desk, runId)]).toEqual([aside, { undo: words, redo: null }]);
      await cancelled(await call.rejects.undo({ runId }));
      expect([await countsOf(desk, runId), await stepsOf(desk, runId)]).toEqual([aside, { undo: words, redo: null }]);
      await done(await call.rejects.undo({ runId }));
      expect([await countsOf(desk, runId), await stepsOf(desk, runId)]).toEqual([open, { undo: null, redo: words }]);
      // A step that was never done takes nothing from what can be done again.
      await cancelled(await setAside());
      expect(await stepsOf(desk, runId)).toEqual({ undo: null, redo: words });
      await cancelled(await call.rejects.redo({ runId }));
      expect([await countsOf(desk, runId), await stepsOf(desk, runId)]).toEqual([open, { undo: null, redo: words }]);
      await done(await call.rejects.redo({ runId }));
      expect([await countsOf(desk, runId), await stepsOf(desk, runId)]).toEqual([aside, { undo: words, redo: null }]);
      await done(await call.rejects.setAside({ runId, state: 'aside', aside: false }));
      expect(await countsOf(desk, runId)).toEqual(open);
    }));

  it.each(['setAside', 'undo'] as const)('whose process is killed in its middle (%s) was never done', (act) =>
    withMany(async (desk, runId) => {
      if (act === 'undo') await desk.endOf(jobOf(await desk.call.rejects.setAside({ runId, aside: true })));
      const before = [await countsOf(desk, runId), await stepsOf(desk, runId)];
      await desk.backend.close();
      const script = join(import.meta.dirname, 'test-killed-step.ts');
      const { signal, stderr } = spawnSync(process.execPath, [script, desk.folder, runId, act], { encoding: 'utf8' });
      expect([signal, stderr]).toEqual(['SIGKILL', '']);
      await desk.restart();
      await expect
        .poll(async () => [await countsOf(desk, runId), await stepsOf(desk, runId)], { timeout: 20_000 })
        .toEqual(before);
      // What was left half done keeps nobody from the next step.
      await desk.endOf(jobOf(await desk.call.rejects.setAside({ runId, aside: act === 'setAside' })));
      expect(await countsOf(desk, runId)).toEqual(act === 'setAside' ? aside : open);
    }),
  );
});

describe('an export of many rows to a file', () => {
  it('goes on as a job; cancelled, it leaves no file', () =>
    withMany(async (desk, runId) => {
      const { call, folder } = desk;
      const path = join(folder, 'out.csv');
      const request = { runId, format: 'reload' as const, path, query: 'no date' };
      const first = jobOf(await call.rejects.export(request));
      await call.jobs.cancel({ jobId: first });
      expect((await desk.endOf(first)).state).toBe('cancelled');
      expect(readdirSync(folder).filter((name) => name.includes('out.csv'))).toEqual([]);
      const second = jobOf(await call.rejects.export(request));
      expect((await desk.endOf(second)).state).toBe('succeeded');
      expect((await call.rejects.done({ jobId: second })).outcome?.rows).toBe(rows);
      expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(rows + 1);
    }));
});
