import type { TextChange } from '#shared/load.ts';

/** The changes of a column as the window offers them, each at most once but for the replacements. */
export interface UsualChanges {
  readonly trim: boolean;
  readonly replace: readonly { readonly find: string; readonly with: string }[];
  readonly letters: 'asTheyAre' | 'lower' | 'upper' | 'firstLetters';
  /** '' where what is empty stays so. */
  readonly fill: string;
}

export const usualChangesOf = (changes: readonly TextChange[]): UsualChanges => ({
  trim: changes.some(({ kind }) => kind === 'trim'),
  replace: changes.flatMap((change) => (change.kind === 'replace' ? [{ find: change.find, with: change.with }] : [])),
  letters: changes.findLast((change) => change.kind === 'case')?.to ?? 'asTheyAre',
  fill: changes.findLast((change) => change.kind === 'fill')?.with ?? '',
});

/** The changes in the order in which they do the most: blanks go first, what is empty after all is filled at the end. */
export const textChangesOf = ({ trim, replace, letters, fill }: UsualChanges): TextChange[] => [
  ...(trim ? [{ kind: 'trim' as const }] : []),
  ...replace.flatMap((one) => (one.find === '' ? [] : [{ kind: 'replace' as const, ...one }])),
  ...(letters === 'asTheyAre' ? [] : [{ kind: 'case' as const, to: letters }]),
  ...(fill === '' ? [] : [{ kind: 'fill' as const, with: fill }]),
];
