import { plainDialect, type Dialect } from '#shared/dialect.ts';
import type { TypedFields } from '#shared/reject.ts';
import { FIELD_NULL, FIELD_PLAIN } from './row-batch.ts';
import { splitFields } from './split-record.ts';

/** How rows that a person typed are written down, to be read as a file would be. */
export interface TypedForm {
  readonly dialect: Dialect;
  /** One row with its line end. What is a text stays one, whatever it looks like. */
  readonly line: (fields: Readonly<TypedFields>) => string;
}

/** Stands for no value where the dialect has no mark for it that can be seen. */
const NO_VALUE = '\\N';
const SPECIAL = /[",\r\n\ufeff]/;

/**
 * CSV in UTF-8, its values spelt as in the file that the rows came from. Its marks for NULL are those of that file too, since a
 * change on the way may make one of a text.
 */
export function typedForm(original: Dialect): TypedForm {
  const { nullMarker, moreNullMarkers, decimal, thousands, dateOrder, trueWords, falseWords } = original;
  const known = [nullMarker, ...moreNullMarkers];
  const noValue = known.find((marker) => marker !== '' && !SPECIAL.test(marker)) ?? NO_VALUE;
  const markers = new Set([...known, noValue]);
  const field = (text: string | null): string => {
    if (text === null) return noValue;
    return text === '' || markers.has(text) || SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return {
    dialect: {
      ...plainDialect,
      nullMarker: noValue,
      moreNullMarkers: known.filter((marker) => marker !== noValue).slice(0, 50),
      decimal,
      thousands,
      dateOrder,
      trueWords,
      falseWords,
    },
    line: (fields) => `${fields.map(field).join(',')}\n`,
  };
}

/** The fields of one record as they would be typed: a field that stands for NULL is null. */
export function typedRecord(original: Buffer, dialect: Dialect): TypedFields {
  const markers = new Set([dialect.nullMarker, ...dialect.moreNullMarkers]);
  return splitFields(original, dialect).map(({ text, flag }) =>
    flag === FIELD_NULL || (flag === FIELD_PLAIN && markers.has(text)) ? null : text,
  );
}
