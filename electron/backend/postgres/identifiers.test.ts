import fc from 'fast-check';
import { expect, test } from 'vitest';
import { qualify, quoteIdentifier } from './identifiers.ts';
import { withSchema } from './test-postgres.ts';

test('a quoted name is taken by the server for the very same name', async () => {
  await withSchema(async ({ client }) => {
    const name = fc
      .string({ minLength: 1, maxLength: 15, unit: 'binary' })
      .filter((some) => some.isWellFormed() && !some.includes('\0'));
    await fc.assert(
      fc.asyncProperty(name, async (some) => {
        const { fields } = await client.query(`select 1 as ${quoteIdentifier(some)}`);
        expect(fields[0]?.name).toBe(some);
      }),
    );
  });
});

test('a NUL is refused, since it would end the statement on the wire', () => {
  expect(() => quoteIdentifier('a\0b')).toThrow('NUL');
});

test('a table is named with its schema', () => {
  expect(qualify('my "schema"', 'Jobs')).toBe('"my ""schema"""."Jobs"');
});
