import type { FieldOfColumn } from '#shared/load.ts';
import { commonName } from './name-synonyms.ts';

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

/** A match that the file itself suggests. */
export interface DetectedMatch {
  readonly match: readonly FieldOfColumn[];
  readonly by: 'header' | 'position';
}

/**
 * Which field goes to which column: by the names in the header where one of them is a column's, else by position. Each field is
 * used once; a column without a field is left out.
 */
export function detectMatch(
  fieldNames: readonly string[],
  width: number,
  columns: readonly Pick<NamedColumn, 'name'>[],
): DetectedMatch {
  const byPosition = columns.slice(0, width).map(({ name }, field) => ({ column: name, field }));
  const { alike, synonyms } = matchNames(fieldNames, columns);
  // Where nothing but synonyms is known of a header, and they say what its order says, the order knows the others too.
  const inOrder = synonyms.every(({ column, field }) => columns[field]?.name === column);
  if (alike.length === 0 && inOrder) return { match: byPosition, by: 'position' };
  return { match: inColumnOrder([...alike, ...synonyms], columns), by: 'header' };
}

/** The match of detectMatch alone. */
export const matchFields = (...input: Parameters<typeof detectMatch>): readonly FieldOfColumn[] =>
  detectMatch(...input).match;

const inColumnOrder = (
  match: readonly FieldOfColumn[],
  columns: readonly Pick<NamedColumn, 'name'>[],
): FieldOfColumn[] => {
  const of = new Map(match.map((one) => [one.column, one]));
  return columns.flatMap(({ name }) => of.get(name) ?? []);
};

/** The matches that names make. */
export interface NameMatches {
  /** A name that is spelt alike, or else one that is alike when folded. */
  readonly alike: readonly FieldOfColumn[];
  /** Of what is left: a name that says the same (commonName), where no other field and no other column says so too. */
  readonly synonyms: readonly FieldOfColumn[];
}

export function matchNames(fieldNames: readonly string[], columns: readonly Pick<NamedColumn, 'name'>[]): NameMatches {
  const folded = fieldNames.map(foldName);
  const used = new Set<number>();
  const take = (field: number): number | null => {
    if (field < 0 || used.has(field)) return null;
    used.add(field);
    return field;
  };
  const exact = new Map(columns.map(({ name }) => [name, take(fieldNames.indexOf(name))]));
  const alike = columns.flatMap(({ name }) => {
    const wanted = foldName(name);
    const isAlike = (text: string, index: number): boolean => text === wanted && text !== '' && !used.has(index);
    const field = exact.get(name) ?? take(folded.findIndex(isAlike));
    return field === null ? [] : [{ column: name, field }];
  });
  const matched = new Set(alike.map(({ column }) => column));
  const fields = placesOf(fieldNames.map((name, field) => (used.has(field) ? '' : commonName(name))));
  const open = placesOf(columns.map(({ name }) => (matched.has(name) ? '' : commonName(name))));
  const synonyms = columns.flatMap(({ name }, at) => {
    const said = commonName(name);
    const [field, otherField] = fields.get(said) ?? [];
    const [place, otherPlace] = open.get(said) ?? [];
    const isOnly = place === at && otherPlace === undefined && otherField === undefined;
    return isOnly && field !== undefined ? [{ column: name, field }] : [];
  });
  return { alike, synonyms };
}

/** Where each text stands; the empty one does not count. */
function placesOf(texts: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, text] of texts.entries()) {
    if (text === '') continue;
    const known = places.get(text);
    if (known) known.push(at);
    else places.set(text, [at]);
  }
  return places;
}
