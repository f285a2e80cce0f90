import { expect, test } from 'vitest';
import { fault } from '#shared/fault.ts';
import { changeBatch, emptyBatch, type Batch, type BatchFile } from './batch.ts';

const file = (key: string): BatchFile => ({
  key,
  name: `${key}.csv`,
  bytes: 10,
  source: null,
  bytesSent: 0,
  fault: null,
  dialect: {},
  target: null,
  match: null,
  update: null,
  memory: true,
});
const batchOf = (...keys: string[]): Batch => changeBatch(emptyBatch, { type: 'add', files: keys.map(file) });
const loaded = (batch: Batch): Batch => changeBatch(batch, { type: 'loadStarted', jobId: 'job', files: ['a'] });

test('added files come after those that are there, and the first of them is shown', () => {
  const batch = changeBatch(batchOf('a', 'b'), { type: 'add', files: [file('c')] });
  expect(batch.files.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect(batch.currentKey).toBe('c');
});

test('files added after a load begin another batch and keep the options', () => {
  const options = { ...emptyBatch.options, allOrNothing: true };
  const before = loaded(changeBatch(batchOf('a'), { type: 'setOptions', options }));
  const after = changeBatch(before, { type: 'add', files: [file('b')] });
  expect(after.files.map(({ key }) => key)).toEqual(['b']);
  expect(after.load).toBeNull();
  expect(after.options.allOrNothing).toBe(true);
});

test('when the file in view is taken away its neighbour is shown', () => {
  const batch = changeBatch(batchOf('a', 'b', 'c'), { type: 'show', key: 'b' });
  expect(changeBatch(batch, { type: 'remove', key: 'b' }).currentKey).toBe('c');
  expect(changeBatch(changeBatch(batch, { type: 'show', key: 'c' }), { type: 'remove', key: 'c' }).currentKey).toBe(
    'b',
  );
  expect(changeBatch(batch, { type: 'remove', key: 'a' }).currentKey).toBe('b');
});

test('without its last file a batch is empty', () => {
  expect(changeBatch(batchOf('a'), { type: 'remove', key: 'a' })).toEqual(emptyBatch);
});

test('a file that did not arrive keeps its fault until it is sent again', () => {
  const problem = fault('source.unreadable', { name: 'a.csv', reason: 'denied' }).fault;
  const failed = changeBatch(batchOf('a', 'b'), { type: 'sendFailed', key: 'a', fault: problem });
  expect(failed.files.map((one) => one.fault?.code ?? null)).toEqual(['source.unreadable', null]);
  expect(changeBatch(failed, { type: 'sendAgain', key: 'a' }).files[0]?.fault).toBeNull();
});

test('a choice about a file ends the result of the load before it', () => {
  const batch = loaded(batchOf('a'));
  expect(changeBatch(batch, { type: 'choose', key: 'a', choice: { dialect: { header: true } } }).load).toBeNull();
  expect(changeBatch(batch, { type: 'setOptions', options: emptyBatch.options }).load).toBeNull();
});

test('what did not go in can be planned again, without what is in', () => {
  const batch = loaded(batchOf('a', 'b', 'c'));
  const again = changeBatch(batch, { type: 'planAgain', keysIn: ['a', 'c'] });
  expect(again.files.map(({ key }) => key)).toEqual(['b']);
  expect([again.load, again.check, again.currentKey]).toEqual([null, null, 'b']);
});

test('on another connection the tables chosen for the first are forgotten, the dialect is not', () => {
  const chosen = changeBatch(batchOf('a'), {
    type: 'choose',
    key: 'a',
    choice: {
      dialect: { delimiter: ';' },
      target: { schema: 'public', table: 't' },
      match: [{ column: 'id', field: 0 }],
    },
  });
  const [moved] = changeBatch(chosen, { type: 'moveToConnection' }).files;
  expect(moved).toMatchObject({ dialect: { delimiter: ';' }, target: null, match: null });
});
