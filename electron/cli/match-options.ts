import { InvalidArgumentError } from 'commander';
import type { Preview } from '#shared/contract/imports.ts';
import { fault } from '#shared/fault.ts';
import { type FieldMatch, takesField } from '#shared/load.ts';

/** `column=value` of an option. */
export interface ColumnOption {
  readonly column: string;
  readonly value: string;
}

/** Reads `column=value` and adds it to those before; the value may hold further signs, and be empty. */
export function parseColumnOption(text: string, before: readonly ColumnOption[] = []): ColumnOption[] {
  const sign = text.indexOf('=');
  if (sign < 1) throw new InvalidArgumentError('Write column=field, or column=text.');
  return [...before, { column: text.slice(0, sign), value: text.slice(sign + 1) }];
}

/** What a person says of columns on the command line. */
export interface MatchOptions {
  /** Columns and the fields that fill them, by name or by 1-based number. */
  readonly map: readonly ColumnOption[];
  /** Columns and their constants. */
  readonly set: readonly ColumnOption[];
}

export const saysMatch = ({ map, set }: MatchOptions): boolean => map.length + set.length > 0;

/**
 * The detected match with what a person said: a column that was named is filled with that alone, and a field that was
 * named leaves the column that it was detected for.
 * Faults: mapping.invalid (no such field).
 */
export function applyMatch({ match, fieldNames, width }: Preview, { map, set }: MatchOptions): FieldMatch[] {
  const said: FieldMatch[] = [
    ...map.map(({ column, value }) => ({ column, field: fieldOf(value, fieldNames, width) })),
    ...set.map(({ column, value }) => ({ column, constant: value })),
  ];
  const columns = new Set(said.map(({ column }) => column));
  const fields = new Set(said.filter(takesField).map(({ field }) => field));
  const kept = match.filter((one) => !columns.has(one.column) && !(takesField(one) && fields.has(one.field)));
  return [...kept, ...said];
}

/** By its name, by the only name that differs in case alone, or by its 1-based number. */
function fieldOf(value: string, fieldNames: readonly string[], width: number): number {
  const exact = fieldNames.indexOf(value);
  if (exact >= 0) return exact;
  const wanted = value.toLowerCase();
  const [alike, other] = fieldNames.flatMap((name, field) => (name.toLowerCase() === wanted ? [field] : []));
  if (alike !== undefined && other === undefined) return alike;
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= width) return number - 1;
  const known = fieldNames.length === 0 ? `there are ${width}` : fieldNames.slice(0, 20).join(', ');
  throw fault('mapping.invalid', { reason: `there is no field ${value}: ${known}` });
}

/**
 * Refuses a match with which no row could go in: what a window would show and ask, nobody would see here.
 * Faults: mapping.invalid.
 */
export function demandUsableMatch({ match, unfilled, columns, rows }: Preview): void {
  const [open] = unfilled;
  if (open !== undefined) throw fault('mapping.invalid', { reason: `${open} is required and nothing fills it` });
  if (match.length === 0) throw fault('mapping.invalid', { reason: 'no column is filled' });
  for (const [at, { rule, constant }] of columns.entries()) {
    const error = constant === null ? null : rows[0]?.cells[at]?.error;
    if (error)
      throw fault('mapping.invalid', {
        reason: `${rule.name} is set to ${constant}: ${error.sentence.replace(/\.$/, '')}`,
      });
  }
}
