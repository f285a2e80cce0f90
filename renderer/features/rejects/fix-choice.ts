import type { RejectFilter } from '#shared/contract/rejects.ts';
import type { RowFix } from '#shared/row-fix.ts';
import type { IconName } from '../../ui/icon.tsx';
import type { Option } from '../../ui/option.ts';

/** What can be done to all rows that are shown; `aside` changes their state alone. */
export type FixKind = RowFix['kind'] | 'aside';

/** A fix for many rows as it is set in the bar: what is not asked for by its kind stays, for when that is changed back. */
export interface FixChoice {
  readonly kind: FixKind;
  readonly column: string;
  /** What to look for (replace), or where to cut (split). */
  readonly find: string;
  /** What to put in its place; empty: no value. */
  readonly put: string;
}

interface KindWords {
  readonly label: string;
  readonly detail: string;
  readonly icon: IconName;
  /** Between the kind and the column; null: it is for no column. */
  readonly link: string | null;
}

const kinds: Readonly<Record<FixKind, KindWords>> = {
  fill: { label: 'Fill', detail: 'Puts one value into a column.', icon: 'pencil', link: 'column' },
  replace: { label: 'Replace', detail: 'One text by another within a column.', icon: 'again', link: 'in' },
  shiftRight: {
    label: 'Shift cells right',
    detail: 'Makes room for a field that is missing.',
    icon: 'shift-right',
    link: 'from',
  },
  shiftLeft: {
    label: 'Shift cells left',
    detail: 'Takes a field out that is too many.',
    icon: 'shift-left',
    link: 'over',
  },
  again: {
    label: 'Check again',
    detail: 'For a reason that may be gone: a parent was loaded since.',
    icon: 'eye',
    link: null,
  },
  aside: {
    label: 'Set aside',
    detail: 'Leaves them out of every replay, until they are taken back.',
    icon: 'aside',
    link: null,
  },
  split: { label: 'Split', detail: 'Cuts a cell in two; the rest goes to the right.', icon: 'split', link: 'column' },
};

export const kindWords = (kind: FixKind): KindWords => kinds[kind];

export const fixKinds: readonly Option<FixKind>[] = (Object.keys(kinds) as FixKind[]).map((id) => ({
  id,
  label: kinds[id].label,
  detail: kinds[id].detail,
  icon: kinds[id].icon,
}));

/**
 * What is most likely wanted for the rows that a filter shows.
 * @param columns those that fields of the file fill, in the order of the fields; at least one
 */
export function likelyFix(
  { code, column, missing, state }: Pick<RejectFilter, 'code' | 'column' | 'missing' | 'state'>,
  columns: readonly string[],
): FixChoice {
  const known = (name: string | null | undefined): string | undefined =>
    columns.find((one) => one !== '' && one === name);
  const first = columns.find((name) => name !== '') ?? '';
  const plain: FixChoice = { kind: 'fill', column: known(column) ?? first, find: '', put: '' };
  if (state === 'aside') return { ...plain, kind: 'aside' };
  // Where one of several may be missing, the first that is named.
  if (missing !== null) return { ...plain, kind: 'shiftRight', column: known(missing.split(' or ')[0]) ?? first };
  if (code === 'fields.tooFew') return { ...plain, kind: 'shiftRight' };
  if (code === 'reference.missing' || code === 'duplicate.inTable') return { ...plain, kind: 'again' };
  if (code === 'fields.tooMany') return { ...plain, kind: 'shiftLeft' };
  return plain;
}

/** The fix as the backend takes it; null while something of it is not set, and where it is none. */
export function rowFixOf({ kind, column, find, put }: FixChoice): RowFix | null {
  if (kind === 'again') return { kind };
  if (kind === 'aside' || column === '') return null;
  const value = put === '' ? null : put;
  switch (kind) {
    case 'fill':
      return { kind, column, text: value };
    case 'replace':
      return { kind, column, find, with: put };
    case 'shiftRight':
      return { kind, column, put: value };
    case 'shiftLeft':
      return { kind, column };
    case 'split':
      return find === '' ? null : { kind, column, at: find };
  }
}
