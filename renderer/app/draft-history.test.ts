import { expect, test } from 'vitest';
import { addStep, beginHistory, redoStep, undoStep } from './draft-history.ts';

interface Person {
  readonly name: string;
  readonly key: boolean;
}
const ana: Person = { name: 'Ana', key: false };
const countChanges = (one: Person, other: Person): number =>
  Number(one.name !== other.name) + Number(one.key !== other.key);
const chosen = { typed: false, countChanges };
const typed = { typed: true, countChanges };

test('each change is a step back and again; a change after a step back leaves nothing to do again', () => {
  const keyed = { ...ana, key: true };
  const both = { name: 'Bo', key: true };
  const changed = addStep(addStep(beginHistory(ana), keyed, chosen), both, chosen);
  const back = undoStep(changed)!;
  expect(back.now).toEqual(keyed);
  expect(redoStep(back)?.now).toEqual(both);
  const first = undoStep(back)!;
  expect(first.now).toEqual(ana);
  expect(undoStep(first)).toBeNull();
  expect(redoStep(redoStep(first)!)?.now).toEqual(both);
  expect(redoStep(addStep(back, ana, chosen))).toBeNull();
});

test('what is typed in one field is one step', () => {
  const keyed = addStep(beginHistory(ana), { ...ana, key: true }, chosen);
  const written = ['B', 'Be', 'Bea'].reduce(
    (history, name) => addStep(history, { ...history.now, name }, typed),
    keyed,
  );
  const back = undoStep(written)!;
  expect(back.now).toEqual({ ...ana, key: true });
  expect(undoStep(back)?.now).toEqual(ana);
});
