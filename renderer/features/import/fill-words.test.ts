import { expect, test } from 'vitest';
import type { TextChange } from '#shared/load.ts';
import { fillWords } from './fill-words.ts';

const nothing = { field: null, constant: null, changes: [] as TextChange[], hasDefault: false };

test('a head says which field fills its column, and what is done to it', () => {
  expect(fillWords({ ...nothing, field: 2 }, [])).toBe('Field 3');
  const changes: TextChange[] = [
    { kind: 'trim' },
    { kind: 'replace', find: '#', with: '' },
    { kind: 'replace', find: 'y', with: 'yes' },
    { kind: 'case', to: 'upper' },
    { kind: 'fill', with: 'none' },
  ];
  expect(fillWords({ ...nothing, field: 0, changes }, ['Nombre'])).toBe(
    'Nombre, trimmed, without #, y as yes, upper case, empty as none',
  );
  expect(fillWords({ ...nothing, field: 0 }, [''])).toBe('Field 1');
});

test('a head says what fills its column where no field does', () => {
  expect(fillWords({ ...nothing, constant: 'ACME' }, [])).toBe('Constant ACME');
  expect(fillWords({ ...nothing, constant: '' }, [])).toBe('Constant, empty');
  expect(fillWords({ ...nothing, hasDefault: true }, [])).toBe('Default');
  expect(fillWords(nothing, [])).toBe('No field');
});
