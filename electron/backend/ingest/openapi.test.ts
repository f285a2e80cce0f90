import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withService } from './test-service.ts';

// As many in a run of every day; REQUESTS=10000 makes a long one.
const requests = Number(process.env['REQUESTS'] ?? 1500);

const tables = `
  create type mood as enum ('calm', 'busy');
  create table parents (id int primary key);
  insert into parents values (1);
  create table "odd name" ("a b" int primary key, "c""d" text);
  create table t (id int primary key, code varchar(4) not null, n smallint, share numeric(6, 2), day date, at timestamptz,
    doc jsonb, feels mood, tag uuid, flag bool, list int[], parent int references parents);`;

interface Described {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly required: readonly string[] }>> };
}

test('the description is OpenAPI 3.1, of the tables as they are', () =>
  withService(tables, async (service) => {
    const description = (await service.get('/openapi.json')).body as Described;
    const { valid, errors } = await new Validator().validate({ ...description });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(Object.keys(description.paths)).toEqual(['/v1/odd%20name', '/v1/parents', '/v1/t']);
    expect(description.components.schemas['row.t']).toMatchObject({
      required: ['id', 'code'],
      additionalProperties: false,
      properties: {
        id: { type: ['integer'], minimum: -2_147_483_648, maximum: 2_147_483_647 },
        code: { type: ['string'], maxLength: 4 },
        n: { type: ['integer', 'null'], format: 'int16' },
        feels: { type: ['string', 'null'], enum: ['calm', 'busy', null] },
        parent: { description: 'Stands in parents.id.' },
      },
    });
  }));

test('the page about the service runs nothing, and its rows pass', () =>
  withService(tables, async (service) => {
    const page = await service.get('/docs');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(page.text).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/);
    const { samples } = await service.desk.call.ingest.samples();
    expect(samples.map(({ table }) => table)).toEqual(['odd name', 'parents', 't']);
    for (const { table, body, curl } of samples) {
      expect(page.text).toContain(`/v1/${encodeURIComponent(table)}`);
      expect(curl).toContain(`/v1/${encodeURIComponent(table)}`);
      expect((await service.send(table, body)).body).toMatchObject({ accepted: 1, rejected: 0 });
    }
  }));

test('it tells how it is', () =>
  withService(tables, async (service) => {
    await service.send('parents', [{ id: 7 }, { id: 'x' }]);
    expect((await service.get('/healthz')).text).toBe('ok');
    expect((await service.get('/readyz')).status).toBe(200);
    const { text } = await service.get('/metrics');
    expect(text).toMatch(/^sluice_requests_total\{status="200"\} \d+$/m);
    expect(text).toMatch(/^sluice_rows_total 2$/m);
    expect(text).toMatch(/^sluice_rows_rejected_total 1$/m);
    expect(text).toMatch(/^sluice_request_seconds_count \d+$/m);
    const { gauges, recent } = await service.desk.call.ingest.state();
    expect(gauges).toMatchObject({ rows: 2, rejected: 1, databaseAway: false });
    const sent = recent.find(({ method }) => method === 'POST');
    expect(sent).toMatchObject({ path: '/v1/parents', keyName: 'tests', status: 200, rows: 2, rejected: 1 });
    expect(sent?.ms).toBeGreaterThan(0);
    expect(gauges?.latencyP99).toBeGreaterThan(0);
  }));

const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(1, -1, 0, 32_768, 1e308, '1', '', 'calm', true, null, '2021-05-17', '{1,2}', 'ab\u0000c', '\ud800'),
);
const names = [
  'id',
  'code',
  'n',
  'share',
  'day',
  'at',
  'doc',
  'feels',
  'tag',
  'flag',
  'list',
  'parent',
  '__proto__',
  'x',
];
const object = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 12 }).map((entries) => {
  // Built as text, so that a key may come twice.
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(',')}}`;
});
const text = fc.oneof(
  { weight: 4, arbitrary: object },
  { weight: 4, arbitrary: fc.array(object, { maxLength: 5 }).map((all) => `[${all.join(',')}]`) },
  { weight: 2, arbitrary: fc.tuple(object, fc.nat(60)).map(([whole, cut]) => whole.slice(0, cut)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.json() },
);
const asked = fc.record({
  body: text,
  table: fc.constantFrom('t', 't', 't', 'odd name', 'parents', '../t', 'pg_class', '%00', ''),
  query: fc.constantFrom(
    '',
    '',
    '?mode=atomic',
    '?dry_run=true',
    '?on_conflict=skip',
    '?on_conflict=update',
    '?unknown=ignore',
    '?a=b',
    '?mode',
  ),
  type: fc.constantFrom('application/json', 'application/json', 'application/x-ndjson', 'text/csv', 'text/plain'),
  again: fc.option(fc.constantFrom('k1', 'k2', 'é'), { nil: undefined }),
});

test(`no request ends in a fault of the service: ${requests} of them`, { timeout: 120_000 + requests * 60 }, () =>
  withService(tables, async (service) => {
    await fc.assert(
      fc.asyncProperty(asked, async ({ body, table, query, type, again }) => {
        const headers = again === undefined ? {} : { 'idempotency-key': encodeURI(again) };
        const path = `/v1/${encodeURIComponent(table)}${query}`;
        const answer = await service.send(table, body, { path, type, headers });
        expect([answer.status, answer.text.slice(0, 300)]).toEqual([
          expect.toSatisfy((status: number) => status < 500),
          expect.anything(),
        ]);
        expect(answer.headers['content-type']).toMatch(/^application\/(?:problem\+)?json/);
      }),
      { numRuns: requests },
    );
  }),
);
