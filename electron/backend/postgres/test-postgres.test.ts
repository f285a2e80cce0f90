import { expect, test } from 'vitest';
import { testLogin, withSchema } from './test-postgres.ts';
import { connect, disconnect } from './connect.ts';

test('a test gets a schema of its own, and it is gone afterwards even if the test left a transaction open', async () => {
  const schema = await withSchema(async ({ client, schema: name }) => {
    await client.query('create table kept (id int)');
    await client.query('begin');
    await client.query('lock table kept');
    const { rows } = await client.query<{ schema: string }>('select current_schema() as schema');
    expect(rows).toEqual([{ schema: name }]);
    return name;
  });
  const client = await connect(testLogin());
  const { rows } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  expect(rows).toEqual([]);
  await disconnect(client);
});
