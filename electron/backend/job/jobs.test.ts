import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fault } from '#shared/fault.ts';
import { isEnded, jobStateSchema, type Job, type JobPart, type JobState } from '#shared/job.ts';
import { emptyLedger } from '#shared/load.ts';
import { nextState, type JobEvent } from './job-reducer.ts';
import { Jobs } from './jobs.ts';

const quiet = (): Jobs =>
  new Jobs(
    () => {},
    () => {},
  );
/** From here only these states can be reached. */
const reachable: Partial<Record<JobState, readonly JobState[]>> = {
  cancelling: ['cancelling', 'cancelled', 'failed', 'succeeded'],
};
const watchAll = async (jobs: Jobs, id: string, after = 0): Promise<Job[]> => {
  const seen: Job[] = [];
  for await (const job of jobs.watch(id, after, undefined)) seen.push(job);
  return seen;
};

describe('a job', () => {
  it('never leaves an end, whatever happens then', () => {
    const events: JobEvent[] = ['plan', 'run', 'finish', 'succeed', 'fail', 'cancel', 'cancelled'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (happened) => {
        let state: JobState = 'queued';
        for (const event of happened) {
          const next = nextState(state, event);
          const left = isEnded(state) ? [state] : (reachable[state] ?? jobStateSchema.options);
          expect(left).toContain(next);
          state = next;
        }
      }),
    );
  });

  it('tells each watcher the way to its end', async () => {
    const jobs = quiet();
    const id = jobs.start('load', 'c', [], async (report) => {
      report.event('plan');
      await setTimeout(150);
      report.event('run');
      await setTimeout(150);
      report.event('finish');
    });
    const [one, two] = await Promise.all([watchAll(jobs, id), watchAll(jobs, id)]);
    expect(one.map((job) => job.state)).toEqual(expect.arrayContaining(['planning', 'running', 'succeeded']));
    expect(one.at(-1)?.state).toBe('succeeded');
    expect(two.at(-1)).toEqual(one.at(-1));
    expect(one.map((job) => job.version)).toEqual(one.map((job) => job.version).toSorted((a, b) => a - b));
  });

  it('resumes a stream after the version that was seen', async () => {
    const jobs = quiet();
    const id = jobs.start('load', 'c', [], async () => {});
    const { version } = await jobs.ended(id);
    expect(await watchAll(jobs, id, version)).toEqual([]);
    expect((await watchAll(jobs, id, version - 1)).map((job) => job.version)).toEqual([version]);
  });

  it('sends at most 10 snapshots a second however often it changes', async () => {
    const jobs = quiet();
    const id = jobs.start('load', 'c', [], async (report) => {
      report.event('plan');
      for (let index = 0; index < 40; index++) {
        report.event(index % 2 === 0 ? 'run' : 'plan');
        await setTimeout(10);
      }
    });
    const seen = await watchAll(jobs, id);
    const { elapsedMs } = seen.at(-1) as Job;
    expect(seen.length).toBeLessThanOrEqual(elapsedMs / 100 + 3);
  });

  it('is cancelled when its work obeys, and keeps the reason', async () => {
    const jobs = quiet();
    const id = jobs.start('load', 'c', [], async (_report, signal) => {
      await setTimeout(60_000, undefined, { signal }).catch(() => signal.throwIfAborted());
    });
    await Promise.resolve();
    jobs.cancel(id);
    expect(jobs.list()[0]?.state).toBe('cancelling');
    expect(await jobs.ended(id)).toMatchObject({ state: 'cancelled', fault: { code: 'job.cancelled' } });
  });

  it('fails with the Fault of its work, and with `internal` and a log entry for anything else', async () => {
    const logged: unknown[] = [];
    const jobs = new Jobs(
      () => {},
      (error) => logged.push(error),
    );
    const known = jobs.start('load', 'c', [], () => Promise.reject(fault('postgres.gone')));
    expect(await jobs.ended(known)).toMatchObject({ state: 'failed', fault: { code: 'postgres.gone' } });
    const bug = new TypeError('x is undefined');
    const unknown = jobs.start('load', 'c', [], () => Promise.reject(bug));
    const job = await jobs.ended(unknown);
    expect(job.fault?.code).toBe('internal');
    expect(job.fault?.next).toContain(job.fault?.id);
    expect(logged).toEqual([bug]);
  });

  it('waits for an answer, no longer than it may, and stops waiting when it is cancelled', async () => {
    const part = (state: JobPart['state']): JobPart => ({
      runId: 'r',
      sourceName: 'a.csv',
      schema: 's',
      table: 't',
      state,
      bytesRead: 0,
      bytesTotal: 0,
      ledger: emptyLedger,
      onTheWay: 0,
      reasons: [],
      columns: [],
      rowsPerSecond: 0,
      elapsedMs: 0,
      fault: null,
      question: state === 'asking' ? { rejected: 71, read: 100, limit: { unit: 'rows', value: 70 } } : null,
      removed: null,
      sha256: null,
    });
    const start = (jobs: Jobs, heard: (answer: string) => void): string =>
      jobs.start('load', 'c', [part('reading')], async (report) => heard(await report.ask(0, part('asking'))));

    const jobs = quiet();
    const answers: string[] = [];
    const answered = start(jobs, (answer) => answers.push(answer));
    await expect.poll(() => jobs.list()[0]?.parts[0]?.state).toBe('asking');
    expect(() => jobs.answer(answered, 'another', 'continue')).toThrow('waits for no answer');
    jobs.answer(answered, 'r', 'continue');
    expect(await jobs.ended(answered)).toMatchObject({ state: 'succeeded' });
    expect(() => jobs.answer(answered, 'r', 'continue')).toThrow('waits for no answer');

    const cancelled = start(jobs, (answer) => answers.push(answer));
    await expect.poll(() => jobs.list()[0]?.parts[0]?.state).toBe('asking');
    jobs.cancel(cancelled);
    expect(await jobs.ended(cancelled)).toMatchObject({ state: 'cancelled', fault: { code: 'job.cancelled' } });

    const impatient = new Jobs(
      () => {},
      () => {},
      20,
    );
    await impatient.ended(start(impatient, (answer) => answers.push(answer)));
    expect(answers).toEqual(['continue', 'rollBack']);
  });

  it('is not known under another id', () => {
    expect(() => quiet().cancel('nope')).toThrow('There is no job nope.');
  });
});
