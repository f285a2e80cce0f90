import { expect, test } from 'vitest';
import { headerSignature } from './header-signature.ts';

test('headers are alike whatever their spelling, and not where a name, the order or the width is another', () => {
  const one = headerSignature(['Id', 'Full Name', 'Année'], 3);
  expect(headerSignature(['ID', 'full_name', 'annee'], 3)).toBe(one);
  const others = [
    headerSignature(['Id', 'Full Name', 'Année'], 4),
    headerSignature(['Full Name', 'Id', 'Année'], 3),
    headerSignature(['IdFull', 'Name', 'Année'], 3),
    headerSignature(['Id', 'Full Name'], 3),
    headerSignature([], 3),
    headerSignature([], 4),
  ];
  expect(new Set([one, ...others]).size).toBe(7);
});
