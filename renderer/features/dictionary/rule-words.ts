import type { ValueRule } from '#shared/rule.ts';
import { showAmount, showCount } from '#shared/units.ts';

function showBounds(min: string | null, max: string | null): string {
  if (min === null) return max === null ? 'no bounds' : `up to ${max}`;
  return max === null ? `${min} or more` : `${min} to ${max}`;
}

/** A rule in a word or two, for a narrow place. */
export function shortRule(rule: ValueRule): string {
  const weight = rule.severity === 'warning' ? ', warns' : '';
  switch (rule.kind) {
    case 'length': {
      const [min, max] = [rule.min, rule.max].map((count) => (count === null ? null : showCount(count)));
      return `${showBounds(min ?? null, max ?? null)}${min == null ? '' : ' characters'}${weight}`;
    }
    case 'pattern':
      return `pattern${weight}`;
    case 'range':
      return `${showBounds(rule.min, rule.max)}${weight}`;
    case 'oneOf':
      return `${showAmount(rule.values.length, 'value')}${weight}`;
  }
}

/** What a rule asks for, in full. */
export function ruleInWords(rule: ValueRule): string {
  switch (rule.kind) {
    case 'length': {
      const [min, max] = [rule.min, rule.max].map((count) => (count === null ? null : showCount(count)));
      return `${showBounds(min ?? null, max ?? null)} characters`;
    }
    case 'pattern':
      return rule.pattern === '' ? 'a pattern' : `matches ${rule.pattern}`;
    case 'range':
      return showBounds(rule.min, rule.max);
    case 'oneOf':
      return rule.values.length > 3
        ? `one of ${showCount(rule.values.length)} values: ${rule.values.slice(0, 2).join(', ')}, …`
        : `one of ${rule.values.join(', ')}`;
  }
}

/** What the kinds of rules are called. */
export const ruleNames: Readonly<Record<ValueRule['kind'], string>> = {
  length: 'Length',
  pattern: 'Pattern',
  range: 'Range',
  oneOf: 'List of values',
};
