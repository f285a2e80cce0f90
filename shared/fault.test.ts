import { describe, expect, it } from 'vitest';
import { faultKinds } from './fault-kinds.ts';
import { exitCodeOf, fault, faultCodes, isFault } from './fault.ts';

describe('faults', () => {
  it('say what is so and what to do next, each as a sentence', () => {
    for (const code of faultCodes) {
      const { sentence, next, status } = faultKinds[code];
      expect(code).toMatch(/^[a-z]+(\.[a-zA-Z]+)?$/);
      // A sentence begins with a capital or a value; these two are a value alone, which is a sentence or a question itself.
      const isValue = code === 'usage.invalid' || code === 'source.ambiguous';
      expect(`${code}: ${sentence}`).toMatch(isValue ? /: \{\w+\}$/ : /: ([A-Z]|\{).*\.$/s);
      expect(`${code}: ${next}`).toMatch(/: [A-Z].*\.$/);
      expect(`${sentence} ${next}`).not.toMatch(/!|\bplease\b|\boops\b|\bsuccessfully\b|\bsorry\b/i);
      expect(status).toBeGreaterThanOrEqual(400);
    }
  });

  it('fills values in and leaves a name without a value as it is', () => {
    const { fault: it } = fault('postgres.refused', { host: 'db' });
    expect(it.sentence).toBe('Nothing answers at db:{port}.');
  });

  it('tells a Fault from any other error', () => {
    expect(isFault(fault('postgres.gone'))).toBe(true);
    expect(isFault(new Error('x'))).toBe(false);
    expect(isFault({ fault: 1 })).toBe(false);
  });

  it('ends wrong use with 2 and what failed with 1', () => {
    expect([exitCodeOf('usage.invalid'), exitCodeOf('postgres.gone'), exitCodeOf('nobody.knows')]).toEqual([2, 1, 1]);
  });
});
