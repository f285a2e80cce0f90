import type { Drift } from '#shared/dictionary-drift.ts';
import type { ColumnRule, Dictionary, ValueRule } from '#shared/rule.ts';
import { isTextType } from './column-types.ts';

/** Changes what is asked of one column. */
export const changeColumn = (dictionary: Dictionary, column: string, change: Partial<ColumnRule>): Dictionary => ({
  ...dictionary,
  columns: dictionary.columns.map((rule) => (rule.name === column ? { ...rule, ...change } : rule)),
});

/** Gives a column another type; what stood in brackets behind the old one goes with it, and an empty text is none of most types. */
export const changeType = (dictionary: Dictionary, column: string, type: string): Dictionary => ({
  ...dictionary,
  columns: dictionary.columns.map((rule) => {
    if (rule.name !== column) return rule;
    const { modifiers: _before, ...bare } = rule;
    return { ...bare, type, notEmpty: rule.notEmpty && isTextType(type) };
  }),
});

/** Takes a column out, with the keys and references over it. */
export function removeColumn(dictionary: Dictionary, column: string): Dictionary {
  const stays = (columns: readonly string[]): boolean => !columns.includes(column);
  const { warningKeys, ...rest } = dictionary;
  const warning = (warningKeys ?? []).filter(stays);
  return {
    ...rest,
    ...(warning.length === 0 ? {} : { warningKeys: warning }),
    columns: dictionary.columns.filter(({ name }) => name !== column),
    primaryKey: stays(dictionary.primaryKey) ? dictionary.primaryKey : [],
    uniqueKeys: dictionary.uniqueKeys.filter(stays),
    references: dictionary.references.filter(({ columns }) => stays(columns)),
  };
}

/** What is to be done about a drift, in words, and what the dictionary is then. */
export interface DriftRemedy {
  readonly label: string;
  readonly apply: (dictionary: Dictionary) => Dictionary;
}

/**
 * What brings a dictionary and its table together again in one point.
 * @param catalog what the table itself asks for
 */
export function remedyOf({ kind, column }: Drift, catalog: Dictionary): DriftRemedy | null {
  const own = catalog.columns.find(({ name }) => name === column);
  switch (kind) {
    case 'gone':
      return { label: 'Remove the column', apply: (dictionary) => removeColumn(dictionary, column) };
    case 'retyped':
      return own === undefined
        ? null
        : {
            label: 'Take the table’s type',
            apply: (dictionary) => changeType(dictionary, column, own.type),
          };
    case 'extra':
      return own === undefined
        ? null
        : {
            label: 'Add the column',
            apply: (dictionary) => ({ ...dictionary, columns: [...dictionary.columns, own] }),
          };
  }
}

/** A rule as it begins, before a person says more. */
export function newRule(kind: ValueRule['kind']): ValueRule {
  switch (kind) {
    case 'length':
      return { kind, severity: 'error', min: null, max: null };
    case 'pattern':
      return { kind, severity: 'error', pattern: '' };
    case 'range':
      return { kind, severity: 'error', min: null, max: null };
    case 'oneOf':
      return { kind, severity: 'error', values: [] };
  }
}

/** The list with one item changed, or, with null, without it. */
export const withItem = <T>(items: readonly T[], at: number, item: T | null): T[] =>
  items.flatMap((one, index) => (index === at ? (item === null ? [] : [item]) : [one]));
