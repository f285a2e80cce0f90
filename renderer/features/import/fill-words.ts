import type { PreviewColumn } from '#shared/contract/imports.ts';
import type { TextChange } from '#shared/load.ts';

/** A field as a person knows it: by its name in the header, else by its number. */
export const fieldLabel = (fieldNames: readonly string[], field: number): string =>
  fieldNames[field] || `Field ${field + 1}`;

const caseWords = { lower: 'lower case', upper: 'upper case', firstLetters: 'first letters large' } as const;

function changeWords(change: TextChange): string {
  switch (change.kind) {
    case 'trim':
      return 'trimmed';
    case 'case':
      return caseWords[change.to];
    case 'replace':
      return change.with === '' ? `without ${change.find}` : `${change.find} as ${change.with}`;
    case 'fill':
      return `empty as ${change.with}`;
  }
}

/** What fills a column, in words: `Field 3, trimmed`, `Constant ACME`. */
export function fillWords(
  { field, constant, changes, hasDefault }: Pick<PreviewColumn, 'field' | 'constant' | 'changes' | 'hasDefault'>,
  fieldNames: readonly string[],
): string {
  if (field !== null) return [fieldLabel(fieldNames, field), ...changes.map(changeWords)].join(', ');
  if (constant !== null) return constant === '' ? 'Constant, empty' : `Constant ${constant}`;
  return hasDefault ? 'Default' : 'No field';
}
