import { expect, test } from 'vitest';
import { connect, disconnect } from './connect.ts';
import { listTables } from './list-tables.ts';
import { withSchema } from './test-postgres.ts';

test('lists tables by name with columns, rows and size, and no views or partitions', async () => {
  await withSchema(async ({ client, schema }) => {
    await client.query(`
      create table "B side" (id int primary key, note text);
      insert into "B side" select n, 'note' from generate_series(1, 1234) n;
      create table empty (a int, b int, c int);
      alter table empty drop b;
      create view sight as select 1 as a;
      create table parted (id int) partition by range (id);
      create table parted_1 partition of parted for values from (0) to (100);
      create table parted_2 partition of parted for values from (100) to (200);
      insert into parted select * from generate_series(50, 149)`);
    const tables = await listTables(client, schema);
    expect(tables).toMatchObject([
      { schema, table: 'B side', partitioned: false, columnCount: 2, rowCount: 1234, rowCountExact: true },
      { schema, table: 'empty', partitioned: false, columnCount: 2, rowCount: 0, rowCountExact: true, bytes: 0 },
      { schema, table: 'parted', partitioned: true, columnCount: 1, rowCount: 100, rowCountExact: true },
    ]);
    const { rows } = await client.query<{ bytes: string }>(`select pg_total_relation_size('"B side"') as bytes`);
    expect(tables[0]?.bytes).toBe(Number(rows[0]?.bytes));
    // It leaves no transaction behind.
    expect(client.getTransactionStatus()).toBe('I');
  });
});

test('estimates a large table, before and after the server has looked at it', async () => {
  await withSchema(async ({ client, schema }) => {
    const rowCount = 200_000;
    await client.query('create table large (id int, filler text) with (autovacuum_enabled = off)');
    await client.query(`insert into large select n, repeat('x', 20) from generate_series(1, ${rowCount}) n`);
    for (const command of ['select 1', 'analyze large']) {
      await client.query(command);
      const [large] = await listTables(client, schema);
      expect(large).toMatchObject({ rowCountExact: false });
      expect(large?.rowCount).toBeGreaterThan(rowCount * 0.9);
      expect(large?.rowCount).toBeLessThan(rowCount * 1.1);
    }
  });
});

test('does not wait for a table that another session has locked, nor read one that the role may not', async () => {
  await withSchema(async ({ client, schema, login }) => {
    const role = `clerk_${schema}`;
    await client.query(`create table open (a int); insert into open values (1), (2); create table closed (a int);
      create role ${role}; grant usage on schema ${schema} to ${role}; grant select on open to ${role}`);
    const other = await connect(login);
    try {
      await other.query('begin');
      await other.query(`lock table ${schema}.closed in access exclusive mode`);
      expect(await listTables(client, schema)).toMatchObject([
        { table: 'closed' },
        { table: 'open', rowCountExact: false },
      ]);
      await other.query('rollback');
      await client.query(`set role ${role}`);
      expect(await listTables(client, schema)).toMatchObject([
        { table: 'closed', rowCount: 0, rowCountExact: false },
        { table: 'open', rowCount: 2, rowCountExact: true },
      ]);
    } finally {
      await disconnect(other);
      await client.query(`reset role; drop owned by ${role}; drop role ${role}`);
    }
  });
});

test('an unknown schema is a fault, an empty one is not', async () => {
  await withSchema(async ({ client, schema }) => {
    expect(await listTables(client, schema)).toEqual([]);
    await expect(listTables(client, 'nowhere')).rejects.toMatchObject({ fault: { code: 'postgres.unknownSchema' } });
  });
});
