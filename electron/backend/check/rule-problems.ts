import type { Column } from '#shared/column.ts';
import type { ColumnRule, ValueRule } from '#shared/rule.ts';
import { codecsOf } from './check-plan.ts';
import { makeValueChecks, UnusableRule } from './value-check.ts';

/**
 * Why rules of a column cannot be used, each as a part of a sentence: a pattern that is none, a bound that is no value of the
 * type, a rule that says nothing or that no value can keep.
 * @param column as the catalog has it; null where the table does not exist
 */
export const ruleProblems = (rule: ColumnRule, column: Column | null): string[] =>
  rule.rules.flatMap((one) => emptyRule(one) ?? unusable({ ...rule, rules: [one] }, column));

function emptyRule(rule: ValueRule): string[] | null {
  switch (rule.kind) {
    case 'length':
      return rule.min === null && rule.max === null ? ['the length has neither a minimum nor a maximum'] : null;
    case 'range':
      return rule.min === null && rule.max === null ? ['the range has neither a minimum nor a maximum'] : null;
    case 'oneOf':
      return rule.values.length === 0 ? ['the list of values is empty'] : null;
    case 'pattern':
      return rule.pattern === '' ? ['the pattern is empty'] : null;
  }
}

function unusable(rule: ColumnRule, column: Column | null): string[] {
  try {
    makeValueChecks({ rule, ...codecsOf(rule, column) });
    return [];
  } catch (error) {
    if (error instanceof UnusableRule) return [error.reason];
    throw error;
  }
}
