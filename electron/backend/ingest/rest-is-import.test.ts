import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CellError } from '#shared/reject.ts';
import { type Sent, withService } from './test-service.ts';

// As many in a run of every day; RUNS=2000 makes a long one.
const numRuns = Number(process.env['RUNS'] ?? 60);

const table = (name: string): string => `create table ${name} (
  id int not null, code varchar(4) unique, n smallint check (n <> 13), share numeric(6, 2), day date, doc jsonb,
  parent int references parents, primary key (id));`;

const columns = ['id', 'code', 'n', 'share', 'day', 'doc', 'parent'];

/** Values as JSON of the right kind, right and wrong. */
const cells = [
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }).map(String) },
    fc.constantFrom('null', '99999999999', '1.5'),
  ),
  fc.constantFrom('"a"', '"b"', '"é🙂"', '"ab\\u0041"', '"too long"', 'null', '""', '"nul \\u0000"'),
  fc.constantFrom('1', '2', '13', '-7', '40000', 'null'),
  fc.constantFrom('1', '1.005', '-0.5', '12345.6', '1e3', 'null'),
  fc.constantFrom('"2021-05-17"', '"0044-03-15 BC"', '"infinity"', '"2021-02-30"', '"soon"', 'null'),
  fc.constantFrom('{"a": [1, 2.50]}', '[]', 'true', '3', 'null'),
  fc.constantFrom('1', '2', '3', 'null'),
];

const row = fc
  .tuple(...cells)
  .map((values) => `{${values.map((value, at) => `"${columns[at]}":${value}`).join(', ')}}`);
const odd = fc.constantFrom('{"id":1,"more":2}', '[]', '7', '{}', '{"id":5,"id":6}');
const rows = fc.array(fc.oneof({ weight: 12, arbitrary: row }, { weight: 1, arbitrary: odd }), {
  minLength: 1,
  maxLength: 12,
});

/** An import stops at a stray key; a request is told the rest as well. */
const told = (errors: readonly CellError[]): unknown[] =>
  errors.some(({ code }) => code.startsWith('key.'))
    ? errors.filter(({ code }) => code.startsWith('key.')).slice(0, 1)
    : errors.map((error) => ({ ...error, sentence: error.sentence.replaceAll(/\bloaded/g, 'sent') }));

test(
  `what a request is told of its rows is what an import of them finds, ${numRuns} times`,
  { timeout: numRuns * 4000 },
  () =>
    withService(
      `create table parents (id int primary key); insert into parents values (1), (2);
     ${table('sent')} ${table('loaded')}`,
      async (service) => {
        const { desk } = service;
        await fc.assert(
          fc.asyncProperty(rows, async (texts) => {
            const body = `[${texts.join(',\n ')}]`;
            const answer: Sent = await service.send('sent', body);
            expect(answer.status).toBe(200);
            const runId = await desk.load({
              table: 'loaded',
              text: body,
              columns,
              dialect: { format: 'json', fields: columns },
            });
            const { rejects } = await desk.call.rejects.page({ runId, offset: 0, limit: 100 });
            const refused = (answer.body as { rows: { index: number; errors: CellError[] }[] }).rows;
            expect(refused.map(({ index, errors }) => [index + 1, told(errors)])).toEqual(
              rejects.map(({ record, errors }) => [record, told(errors)]),
            );
            expect(await service.rows('select * from sent order by id')).toEqual(
              await service.rows('select * from loaded order by id'),
            );
          }),
          { numRuns },
        );
      },
    ),
);
