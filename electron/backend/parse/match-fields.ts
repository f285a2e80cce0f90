import type { FieldOfColumn } from '#shared/load.ts';

/** A column by name and pg_type.typname. */
export interface NamedColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * A name without case, accents and what stands between words: `Department ID`, `departmentId`, `department_id` are one.
 */
export const foldName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

/**
 * Which field goes to which column: by the names in the header where one of them is a column's, else by position.
 * Each field is used once; a column without a field is left out.
 */
export function matchFields(
  fieldNames: readonly string[],
  width: number,
  columns: readonly Pick<NamedColumn, 'name'>[],
): FieldOfColumn[] {
  const byName = matchNames(fieldNames, columns);
  if (byName.length > 0) return byName;
  return columns.slice(0, width).map(({ name }, field) => ({ column: name, field }));
}

/** The matches that names make: a name that is spelt alike before one that is alike when folded. */
export function matchNames(
  fieldNames: readonly string[],
  columns: readonly Pick<NamedColumn, 'name'>[],
): FieldOfColumn[] {
  const folded = fieldNames.map(foldName);
  const used = new Set<number>();
  const take = (field: number): number | null => {
    if (field < 0 || used.has(field)) return null;
    used.add(field);
    return field;
  };
  const exact = new Map(columns.map(({ name }) => [name, take(fieldNames.indexOf(name))]));
  return columns.flatMap(({ name }) => {
    const wanted = foldName(name);
    const alike = (text: string, index: number): boolean => text === wanted && text !== '' && !used.has(index);
    const field = exact.get(name) ?? take(folded.findIndex(alike));
    return field === null ? [] : [{ column: name, field }];
  });
}
