import { expect, test } from 'vitest';
import type { Dictionary } from '#shared/rule.ts';
import { addStep, beginHistory, redoStep, undoStep } from './draft-history.ts';

const people: Dictionary = {
  table: 'people',
  columns: [
    { name: 'id', type: 'int4', required: false, notEmpty: false, rules: [] },
    { name: 'code', type: 'text', required: false, notEmpty: false, rules: [] },
  ],
  primaryKey: [],
  uniqueKeys: [],
  references: [],
  origin: 'person',
};
const withPattern = (pattern: string): Dictionary => ({
  ...people,
  columns: people.columns.map((rule) =>
    rule.name === 'code' ? { ...rule, rules: [{ kind: 'pattern', severity: 'error', pattern }] } : rule,
  ),
});

test('each change is a step back and again; a change after a step back leaves nothing to do again', () => {
  const keyed = { ...people, primaryKey: ['id'] };
  const both = { ...keyed, uniqueKeys: [['code']] };
  const changed = addStep(addStep(beginHistory(people), keyed, false), both, false);
  const back = undoStep(changed)!;
  expect(back.now).toEqual(keyed);
  expect(redoStep(back)?.now).toEqual(both);
  const first = undoStep(back)!;
  expect(first.now).toEqual(people);
  expect(undoStep(first)).toBeNull();
  expect(redoStep(redoStep(first)!)?.now).toEqual(both);
  expect(redoStep(addStep(back, people, false))).toBeNull();
});

test('what is typed in one field is one step', () => {
  const added = addStep(beginHistory(people), withPattern(''), false);
  const typed = ['^', '^A', '^AB'].reduce((history, text) => addStep(history, withPattern(text), true), added);
  const back = undoStep(typed)!;
  expect(back.now).toEqual(withPattern(''));
  expect(undoStep(back)?.now).toEqual(people);
});
