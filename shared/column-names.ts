import { showCount } from './units.ts';

/** A name of Postgres has at most so many bytes. */
const NAME_BYTES_MAX = 63;

/** A table of Postgres has at most so many columns. */
export const TABLE_COLUMNS_MAX = 1600;

/** A load fills at most so many of them: the tables in which rows are judged have a few more, for their places. */
export const FILLED_COLUMNS_MAX = 1590;

/** Words that name no column without quotes. Source: PostgreSQL 18 manual, appendix C, reserved. */
const reserved: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
   concurrently constraint create cross current_catalog current_date current_role current_schema current_time
   current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from
   full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
   localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning
   right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user
   using variadic verbose when where window with`.split(/\s+/),
);
/** Every table has columns of these names already. */
const system: ReadonlySet<string> = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** In lower case, words joined by underscores, letters without accents: `Hire Date (UTC)` and `hireDateUTC` are `hire_date_utc`. */
function snakeName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

/** Bytes of a character in UTF-8. */
const bytesOf = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4);

/** Cut to what Postgres keeps, and at no half of a character; room is left for `_2`. */
function cut(name: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of name) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > NAME_BYTES_MAX - 5) break;
    kept += character;
  }
  return kept;
}

/** A name that needs no quotes, or '' where the text has nothing that a name is made of. */
function plainName(text: string): string {
  const name = cut(snakeName(text));
  if (name === '') return '';
  const whole = /^\p{N}/u.test(name) ? `_${name}` : name;
  return reserved.has(whole) || system.has(whole) ? `${whole}_` : whole;
}

/** Names of the columns that a file's fields would be: from the header, no two alike; `field_1` where it has none. */
export function columnNames(fieldNames: readonly string[], width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, field) => {
    const name = plainName(fieldNames[field] ?? '') || `field_${field + 1}`;
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}

/** The name of the table that a file would be: `Sales 2021.csv.gz` is `sales_2021`. */
export const tableNameOf = (fileName: string): string =>
  plainName(fileName.replace(/^.*[\\/]/, '').replace(/(\.[A-Za-z][A-Za-z0-9]{0,7})+$/, '')) || 'new_table';

const KEY_NAME = /^(?:id|key|pk|uuid|guid|no|nr|number|code)$|_(?:id|key|pk|uuid|guid|no|nr|number|code)$/;

/** The fields that could be the key by their names, the likeliest first: `id`, then `<table>_id`, then the others in their order. */
export function keyLikeFields(names: readonly string[], table: string): number[] {
  const singular = table.replace(/ies$/, 'y').replace(/s$/, '');
  const rank = (name: string): number =>
    name === 'id' ? 0 : name === `${table}_id` || name === `${singular}_id` ? 1 : 2;
  return [...names.keys()]
    .filter((field) => KEY_NAME.test(names[field] ?? ''))
    .toSorted((a, b) => rank(names[a] ?? '') - rank(names[b] ?? '') || a - b);
}

/** What stands against a name of a table or column that a person wrote; null: nothing. */
export function nameProblem(name: string, what: 'table' | 'column'): string | null {
  if (name.trim() === '') return `A ${what} needs a name.`;
  const bytes = Array.from(name).reduce((sum, character) => sum + bytesOf(character.codePointAt(0) ?? 0), 0);
  if (bytes > NAME_BYTES_MAX) {
    return `A name has at most ${NAME_BYTES_MAX} bytes, this one has ${showCount(bytes)}: shorten it.`;
  }
  if (name.includes('\0')) return 'A name holds no NUL character: take it out.';
  return what === 'column' && system.has(name)
    ? `Every table has a column ${name} of its own: choose another name.`
    : null;
}

/** Whether a name is a word of SQL, so that it is written in quotes wherever it is used. */
export const isReservedWord = (name: string): boolean => reserved.has(name);
