import { fault } from '#shared/fault.ts';
import type { TypedFields } from '#shared/reject.ts';
import type { RowFix } from '#shared/row-fix.ts';

/**
 * The fields of a row after a fix; the same array where it changes nothing.
 * @param fieldColumns the columns in the order of the fields
 * Faults: fix.invalid.
 */
export function applyRowFix(fix: RowFix, fields: TypedFields, fieldColumns: readonly string[]): TypedFields {
  if (fix.kind === 'again') return fields;
  const place = fieldColumns.indexOf(fix.column);
  if (place < 0) throw fault('fix.invalid', { reason: `no field of the file fills ${fix.column}` });
  const text = fields[place];
  switch (fix.kind) {
    case 'fill':
      return text === fix.text ? fields : put(fields, place, 1, fix.text);
    case 'replace': {
      if (fix.find === '') return text === null || text === '' ? put(fields, place, 1, fix.with) : fields;
      return text?.includes(fix.find)
        ? put(
            fields,
            place,
            1,
            text.replaceAll(fix.find, () => fix.with),
          )
        : fields;
    }
    case 'shiftRight':
      return put(fields, place, 0, fix.put);
    case 'shiftLeft':
      return text === undefined ? fields : fields.toSpliced(place, 1);
    case 'split': {
      const at = text?.indexOf(fix.at) ?? -1;
      if (text == null || at < 0) return fields;
      return put(fields, place, 1, text.slice(0, at), text.slice(at + fix.at.length));
    }
  }
}

/** Takes fields out and puts others in at a place that may lie behind the end of the row. */
function put(fields: TypedFields, place: number, out: number, ...texts: TypedFields): TypedFields {
  const before = Array.from({ length: place }, (_, field) => fields[field] ?? null);
  return [...before, ...texts, ...fields.slice(place + out)];
}

/** What a fix does to rows, for the list of steps: `Fill datetime`. */
export function wordsOf(fix: RowFix): string {
  switch (fix.kind) {
    case 'fill':
      return `Fill ${fix.column}`;
    case 'replace':
      return `Replace in ${fix.column}`;
    case 'shiftRight':
      return `Shift right from ${fix.column}`;
    case 'shiftLeft':
      return `Shift left to ${fix.column}`;
    case 'split':
      return `Split ${fix.column}`;
    case 'again':
      return 'Judge again';
  }
}
