import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Proxy, startProxy } from '#backend/copy/test-proxy.ts';
import { connect, disconnect } from '#backend/postgres/connect.ts';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { settleCommit } from './settle-run.ts';
import { check, countsOf, load, type TestLoad, withFolder } from './test-load.ts';

const rows = (count: number, from = 1): string =>
  Array.from({ length: count }, (_, index) => `${index + from},name ${index}\n`).join('');
const file = (more: Partial<TestLoad> = {}): TestLoad => ({
  table: 't',
  columns: ['id', 'name'],
  text: rows(20_000),
  ...more,
});
/** A constraint, for the server alone to judge: without it no file goes the staged path. */
const constraint = 'constraint held check (id > -9)';
const createTable = ({ client }: TestSchema): Promise<unknown> =>
  client.query(`create table t (id int primary key, name text, ${constraint}); insert into t values (-1, 'before')`);

async function stateOf({ client }: TestSchema): Promise<string> {
  const { rows: found } = await client.query<{ rows: string }>('select count(*) as rows from t');
  return String(found[0]?.rows);
}

/** Process ids of sessions that hold the table and are not the test's own. */
async function holders({ client, schema }: TestSchema): Promise<string[]> {
  const { rows: found } = await client.query<{ pid: string }>(
    `select distinct l.pid from pg_locks l join pg_class c on c.oid = l.relation
     where c.relnamespace = $1::regnamespace and l.pid <> pg_backend_pid()`,
    [schema],
  );
  return found.map(({ pid }) => pid);
}

async function withProxy<T>(
  schema: TestSchema,
  onSent: Parameters<typeof startProxy>[1],
  work: (proxy: Proxy) => Promise<T>,
): Promise<T> {
  const proxy = await startProxy(schema.login, onSent);
  try {
    return await work(proxy);
  } finally {
    await proxy.close();
  }
}

describe('a run that is cancelled', () => {
  test(
    'leaves the table as it was and no session behind, whenever that is, and whatever it does',
    { timeout: 120_000 },
    () =>
      withSchema(async (schema) => {
        await createTable(schema);
        let cancelled = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.integer({ min: 0, max: 400 }),
            fc.constantFrom('direct', 'staged', 'update', 'replace', 'check'),
            async (afterMs, kind) => {
              const abort = new AbortController();
              const timer = setTimeout(() => abort.abort(new Error('stop')), afterMs);
              const text = kind === 'staged' || kind === 'update' ? `-1,again\n${rows(20_000)}` : rows(20_000);
              const mode = kind === 'update' ? 'upsert' : kind === 'replace' ? 'replace' : 'insert';
              await schema.client.query(`
                alter table t drop constraint if exists held;
                ${kind === 'update' ? '' : `alter table t add ${constraint}`}`);
              const run = kind === 'check' ? check : load;
              const outcome = await run(schema.login, file({ text, signal: abort.signal, options: { mode } }));
              clearTimeout(timer);
              await expect.poll(() => holders(schema)).toEqual([]);
              const isCancelled = outcome.state === 'cancelled';
              if (isCancelled) cancelled += 1;
              expect(outcome.fault?.fault.code).toBe(isCancelled ? 'job.cancelled' : undefined);
              const isLoaded = !isCancelled && kind !== 'check';
              const rowsThen = kind === 'replace' ? '20000' : '20001';
              expect(await stateOf(schema)).toBe(isLoaded ? rowsThen : '1');
              await schema.client.query(`delete from t; insert into t values (-1, 'before')`);
            },
          ),
          { numRuns: 25 },
        );
        expect(cancelled).toBeGreaterThan(0);
      }),
  );

  test('before it begins does nothing at all', () =>
    withSchema(async (schema) => {
      await createTable(schema);
      const outcome = await load(schema.login, file({ signal: AbortSignal.abort() }));
      expect(outcome).toMatchObject({ state: 'cancelled', kept: { sql: [] } });
    }));

  test('while it waits for a lock stops waiting', () =>
    withSchema(async (schema) => {
      await createTable(schema);
      await schema.client.query('begin; lock table t');
      const abort = new AbortController();
      const loading = load(schema.login, file({ signal: abort.signal }));
      await expect.poll(async () => (await holders(schema)).length).toBe(1);
      abort.abort();
      expect((await loading).state).toBe('cancelled');
      await schema.client.query('commit');
      expect(await stateOf(schema)).toBe('1');
    }));
});

describe('a server that goes away', () => {
  test('ends the run with a fault, at whatever moment, and the table is as it was', { timeout: 120_000 }, () =>
    withSchema(async (schema) => {
      await createTable(schema);
      const codes = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 250 }), fc.boolean(), async (afterMs, staged) => {
          const text = staged ? `-1,again\n${rows(20_000)}` : rows(20_000);
          const loading = load(schema.login, file({ text }));
          await delay(afterMs);
          for (const pid of await holders(schema)) await schema.client.query('select pg_terminate_backend($1)', [pid]);
          const outcome = await loading;
          if (outcome.fault === null) return void (await schema.client.query('delete from t where id > 0'));
          codes.add(outcome.fault.fault.code);
          expect(outcome.state).toBe('failed');
          expect(await stateOf(schema)).toBe('1');
        }),
        { numRuns: 15 },
      );
      expect(codes).toEqual(new Set(['postgres.gone']));
    }),
  );

  test('by a cut cable is noticed, and so is a statement that somebody cancels', () =>
    withSchema(async (schema) => {
      await createTable(schema);
      await withProxy(schema, undefined, async (proxy) => {
        let cuts = 0;
        const outcome = await load(
          proxy.login,
          file({ text: rows(200_000), progress: () => void ((cuts += 1) === 3 && proxy.cut()) }),
        );
        expect(outcome).toMatchObject({ state: 'failed', fault: { fault: { code: 'postgres.gone' } } });
      });
      const loading = load(schema.login, file({ text: rows(200_000) }));
      // Between two statements there is nothing to cancel.
      await expect
        .poll(async () => {
          const { rows: copying } = await schema.client.query(
            `select 1 from pg_stat_activity where pid = any ($1::int[]) and query like 'copy %from stdin%' and state = 'active'`,
            [await holders(schema)],
          );
          return copying.length;
        })
        .toBe(1);
      for (const pid of await holders(schema)) await schema.client.query('select pg_cancel_backend($1)', [pid]);
      expect((await loading).fault?.fault.code).toBe('postgres.cancelled');
      expect(await stateOf(schema)).toBe('1');
    }));

  test('is not there at all', () =>
    withSchema(async (schema) => {
      const login = { ...schema.login, address: { ...schema.login.address, host: '127.0.0.1', port: 1 } };
      expect((await load(login, file())).fault?.fault.code).toBe('postgres.refused');
      expect((await check(login, file())).fault?.fault.code).toBe('postgres.refused');
    }));
});

describe('an answer to COMMIT that is lost', () => {
  const isCommit = (bytes: Buffer): boolean => bytes.toString('latin1').includes('Q\0\0\0\u000bcommit\0');

  test('is settled: the commit took place', () =>
    withSchema(async (schema) => {
      await createTable(schema);
      await withProxy(
        schema,
        (bytes) => (isCommit(bytes) ? 'hangUp' : 'pass'),
        async (proxy) => {
          const outcome = await load(proxy.login, file());
          expect(outcome).toMatchObject({ state: 'loaded', fault: null });
          expect(await stateOf(schema)).toBe('20001');
          expect(outcome.kept.commit).toMatchObject({ state: 'loaded', transactionId: outcome.transactionId });
          expect(await settleCommit(schema.login, String(outcome.transactionId))).toBe('committed');
        },
      );
    }));

  test('is settled: it did not take place', () =>
    withSchema(async (schema) => {
      await createTable(schema);
      await withProxy(
        schema,
        (bytes) => (isCommit(bytes) ? 'swallow' : 'pass'),
        async (proxy) => {
          const outcome = await load(proxy.login, file());
          expect(outcome).toMatchObject({ state: 'failed', fault: { fault: { code: 'postgres.gone' } } });
          expect(countsOf(outcome)).toMatchObject({ read: 20_000, inserted: 0 });
          expect(await stateOf(schema)).toBe('1');
          expect(await settleCommit(schema.login, String(outcome.transactionId))).toBe('aborted');
        },
      );
    }));

  test('stays unknown while the server cannot be asked, and is settled later', () =>
    withSchema(async (schema) => {
      await createTable(schema);
      await withProxy(
        schema,
        (bytes) => {
          if (!isCommit(bytes)) return 'pass';
          refuse();
          return 'hangUp';
        },
        async (proxy) => {
          refuse = () => proxy.refuse();
          const outcome = await load(proxy.login, file());
          expect(outcome).toMatchObject({ state: 'unknown', fault: { fault: { code: 'load.unsettled' } } });
          expect(countsOf(outcome)).toMatchObject({ read: 20_000, inserted: 20_000 });
          expect(await settleCommit(schema.login, String(outcome.transactionId))).toBe('committed');
        },
      );
    }));
  let refuse = (): void => {};

  test('a transaction that no server gave out was never committed', () =>
    withSchema(async ({ login }) => {
      expect(await settleCommit(login, '1000000000000')).toBe('aborted');
    }));
});

describe('others at the same table', () => {
  test('who lock it are waited for 4 s', { timeout: 15_000 }, () =>
    withSchema(async (schema) => {
      await createTable(schema);
      await schema.client.query('begin; lock table t');
      const outcome = await load(schema.login, file());
      expect(outcome).toMatchObject({ state: 'failed', fault: { fault: { code: 'postgres.locked' } } });
      await schema.client.query('commit');
    }),
  );

  test.each(['insert', 'skip', 'upsert'] as const)(
    'who take a key between judgement and writing: %s judges again',
    (mode) =>
      withSchema(async (schema) => {
        await createTable(schema);
        const other = await connect(schema.login);
        await other.query(`set search_path to ${schema.schema}; begin; insert into t values (2, 'theirs')`);
        // The other session's row is not seen when the rows are judged; writing waits for it, and then collides.
        const loading = load(schema.login, file({ text: '-1,again\n1,a\n2,b\n2,c\n3,d\n', options: { mode } }));
        await expect
          .poll(async () => {
            const { rows: waiting } = await schema.client.query(
              `select 1 from pg_locks where not granted and locktype = 'transactionid' and pid = any ($1::int[])`,
              [await holders(schema)],
            );
            return waiting.length;
          })
          .toBe(1);
        await other.query('commit');
        await disconnect(other);
        const outcome = await loading;
        expect(outcome.fault).toBeNull();
        const expected = {
          insert: { inserted: 2, updated: 0, skipped: 0, rejected: 3 },
          skip: { inserted: 2, updated: 0, skipped: 3, rejected: 0 },
          upsert: { inserted: 2, updated: 2, skipped: 0, rejected: 1 },
        };
        expect(countsOf(outcome)).toEqual({ read: 5, ...expected[mode] });
        expect(await stateOf(schema)).toBe('4');
      }),
  );

  test('who drop it, or never had it', () =>
    withSchema(async (schema) => {
      expect((await load(schema.login, file())).fault?.fault.code).toBe('target.missing');
      await schema.client.query('create view t as select 1 as id, $$x$$ as name');
      expect((await load(schema.login, file())).fault?.fault.code).toBe('target.notATable');
    }));
});

describe('what is wrong on our side', () => {
  test.each([
    { what: 'grows', change: (path: string) => appendFileSync(path, '1000000,more\n') },
    { what: 'is removed', change: (path: string) => rmSync(path) },
    { what: 'is written anew', change: (path: string) => writeFileSync(path, rows(20_000).replaceAll('name', 'text')) },
  ])('a file that $what while it is read is not loaded', ({ change }) =>
    withSchema((schema) =>
      withFolder(async (folder) => {
        await createTable(schema);
        const path = join(folder, 'file.csv');
        writeFileSync(path, rows(20_000));
        let changed = false;
        const outcome = await load(schema.login, {
          ...file({ path }),
          progress: () => {
            if (!changed) change(path);
            changed = true;
          },
        });
        expect(outcome).toMatchObject({ state: 'failed', fault: { fault: { code: 'source.changed' } } });
        expect(await stateOf(schema)).toBe('1');
      }),
    ),
  );

  test('rejects that cannot be kept stop the run', () =>
    withSchema(async (schema) => {
      await createTable(schema);
      const full = (): never => {
        throw new Error('database or disk is full');
      };
      const fullSink = async (): Promise<never> => full();
      for (const text of [`x,y\n${rows(10)}`, `-1,again\n${rows(10)}`]) {
        const outcome = await load(
          schema.login,
          file({
            text,
            run: { rejects: { add: fullSink, amend: fullSink, addRest: fullSink, clear: async () => {}, settle: async () => {} } },
          }),
        );
        expect(outcome).toMatchObject({ state: 'failed', fault: { fault: { code: 'load.rejectsNotKept' } } });
        expect(outcome.fault?.fault.sentence).toContain('database or disk is full');
      }
      const outcome = await load(schema.login, file({ run: { noteCommit: full } }));
      expect(outcome).toMatchObject({ state: 'failed', fault: { fault: { code: 'internal' } } });
      expect(await stateOf(schema)).toBe('1');
    }));

  test('a file that is not there, and a quote that never closes', () =>
    withSchema(async (schema) => {
      await createTable(schema);
      expect((await load(schema.login, file({ path: '/nowhere/x.csv' }))).fault?.fault.code).toBe('source.missing');
      expect((await check(schema.login, file({ path: '/nowhere/x.csv' }))).fault?.fault.code).toBe('source.missing');
      const outcome = await load(schema.login, file({ text: `${rows(10)}11,"open\n12,x\n` }));
      expect(outcome).toMatchObject({ state: 'failed', fault: { fault: { code: 'csv.quoteUnclosed' } } });
      expect(await stateOf(schema)).toBe('1');
    }));
});
