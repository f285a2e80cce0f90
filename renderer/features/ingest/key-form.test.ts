import { expect, test } from 'vitest';
import { keyDraftSchema } from '#shared/ingest.ts';
import { draftOfKey, newKeyForm } from './key-form.ts';

const draft = (some: Partial<typeof newKeyForm>) => keyDraftSchema.safeParse(draftOfKey({ ...newKeyForm, ...some }));

test('a key needs a name alone', () => {
  expect(draft({}).success).toBe(false);
  expect(draft({ name: ' Ana ' }).data).toMatchObject({ name: 'Ana', tables: null, expiresAt: null, runPer: 'hour' });
});

test('a date is meant to its end', () => {
  expect(draft({ name: 'Ana', until: '2027-01-31' }).data?.expiresAt).toBe('2027-01-31T23:59:59.000Z');
  expect(draft({ name: 'Ana', until: 'tomorrow' }).success).toBe(false);
  expect(draft({ name: 'Ana', until: '2027-13-31' }).success).toBe(false);
});

test('limits are whole numbers, and some table is chosen', () => {
  expect(draft({ name: 'Ana', rate: '0' }).success).toBe(false);
  expect(draft({ name: 'Ana', burst: 'many' }).success).toBe(false);
  expect(draft({ name: 'Ana', tables: [] }).success).toBe(false);
});
