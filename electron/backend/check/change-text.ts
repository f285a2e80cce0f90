import type { Dialect } from '#shared/dialect.ts';
import type { TextChange } from '#shared/load.ts';
import { FIELD_ESCAPED, FIELD_NULL, FIELD_PLAIN, FIELD_QUOTED } from '#backend/parse/row-batch.ts';
import type { PlanColumn } from './check-plan.ts';

/** A field after its changes: its text with quotes undone, and what RowBatch would say of it. */
export interface ChangedField {
  readonly text: string;
  /** FIELD_PLAIN, FIELD_QUOTED or FIELD_NULL. */
  readonly flag: number;
  /** Characters that a change would have made of it where that is more than TEXT_LENGTH_MAX; then `text` is as it was. */
  readonly tooLong: number | null;
}

/** @param flag as in RowBatch */
export type ChangeField = (text: string, flag: number) => ChangedField;

/** As much as a record may have bytes; a replacement could make any length of it. */
export const TEXT_LENGTH_MAX = 16 * 1024 * 1024;

/**
 * Compiles changes to a text, made in their order. An unquoted text that a change turns into one of the dialect's marks for NULL
 * is NULL from there on, as if it had stood in the file.
 */
export function compileChanges(
  changes: readonly TextChange[],
  { nullMarker, moreNullMarkers }: Pick<Dialect, 'nullMarker' | 'moreNullMarkers'>,
): ChangeField {
  const markers: ReadonlySet<string> = new Set([nullMarker, ...moreNullMarkers]);
  const read = (text: string, flag: number): ChangedField => ({
    text,
    flag: flag === FIELD_PLAIN && markers.has(text) ? FIELD_NULL : flag,
    tooLong: null,
  });
  const steps = changes.map((change) => compileChange(change, read));
  return (text, flag) =>
    steps.reduce(
      (field, step) => (field.tooLong === null ? step(field) : field),
      read(text, flag === FIELD_ESCAPED ? FIELD_QUOTED : flag),
    );
}

type Step = (field: ChangedField) => ChangedField;

function compileChange(change: TextChange, read: (text: string, flag: number) => ChangedField): Step {
  const ofText =
    (alter: (text: string) => string): Step =>
    (field) =>
      field.flag === FIELD_NULL ? field : read(alter(field.text), field.flag);
  switch (change.kind) {
    case 'trim':
      return ofText((text) => text.trim());
    case 'case':
      return ofText(letters[change.to]);
    case 'replace': {
      const { find, with: by } = change;
      const replace = ofText((text) => text.replaceAll(find, () => by));
      return (field) => {
        const characters = field.text.length + occurrences(field.text, find, by) * (by.length - find.length);
        return characters > TEXT_LENGTH_MAX ? { ...field, tooLong: characters } : replace(field);
      };
    }
    case 'fill':
      return (field) =>
        field.flag === FIELD_NULL || field.text === ''
          ? { text: change.with, flag: FIELD_QUOTED, tooLong: null }
          : field;
  }
}

const letters = {
  lower: (text: string): string => text.toLowerCase(),
  upper: (text: string): string => text.toUpperCase(),
  // As initcap() of Postgres: words are made of letters and digits.
  firstLetters: (text: string): string =>
    text.toLowerCase().replaceAll(/(?<![\p{L}\p{N}\p{M}])\p{L}/gu, (letter) => letter.toUpperCase()),
};

/** How often a text stands in another; 0 where it does not matter, since the text grows in no case. */
function occurrences(text: string, find: string, by: string): number {
  if (by.length <= find.length) return 0;
  let count = 0;
  for (let at = text.indexOf(find); at >= 0; at = text.indexOf(find, at + find.length)) count += 1;
  return count;
}

/**
 * The text by which a column of a record is judged, for sentences: the constant, or the field after its changes.
 * @param field the text of the column's field as it came, quotes undone, and its flag as in RowBatch
 */
export function judgedText(
  { constant, changes }: Pick<PlanColumn, 'constant' | 'changes'>,
  dialect: Dialect,
  field: { readonly text: string; readonly flag: number },
): string {
  if (constant !== null) return constant;
  return changes.length === 0 ? field.text : compileChanges(changes, dialect)(field.text, field.flag).text;
}
