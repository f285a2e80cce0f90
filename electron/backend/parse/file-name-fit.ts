/** Dates, versions, the numbers of copies. */
const SAYS_NOTHING = /^(v?\d+|copy|final|export)$/;

/**
 * How well a file's name fits a table's, 0 to 1: `hired_employees.csv`, `Hired Employees (1).csv` and
 * `hired_employees_2021.csv` fit hired_employees, `employees.csv` a little less, `jobs.csv` not at all. Words are
 * compared without case and accents, and without the s of a plural.
 */
export function fileNameFit(fileName: string, table: string): number {
  const words = wordsOf(stemOf(fileName));
  const wanted = wordsOf(table);
  // Dates, versions and the numbers of copies say nothing about the table, unless its own name has them.
  const said = words.filter((word) => (!SAYS_NOTHING.test(word) && word !== 'reject') || wanted.includes(word));
  if (wanted.length === 0 || said.length === 0) return 0;
  if (said.join(' ') === wanted.join(' ')) return 1;
  if (said.join('') === wanted.join('')) return 0.95;
  if (standsIn(wanted, said)) return 0.9 * (0.5 + (0.5 * wanted.length) / said.length);
  if (standsIn(said, wanted)) return 0.8 * (0.5 + (0.5 * said.length) / wanted.length);
  return 0;
}

/** Whether a file is one of rejects by its name, as our own exports are: most of its rows may be of a wrong width. */
export function isOfRejects(fileName: string): boolean {
  const words = wordsOf(stemOf(fileName)).filter((word) => !SAYS_NOTHING.test(word));
  return words.at(-1) === 'reject';
}

/** Whether the words of `part` stand in `whole` one behind the other. */
function standsIn(part: readonly string[], whole: readonly string[]): boolean {
  return whole.some((_, at) => part.every((word, index) => whole[at + index] === word));
}

/** Without its folder and its endings; the rejects of our own exports are none. */
const stemOf = (fileName: string): string =>
  fileName.replace(/^.*[\\/]/, '').replace(/(\.(?!rejects\b)[A-Za-z][A-Za-z0-9]{0,7})+$/, '');

const wordsOf = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replace(/ies$/, 'y').replace(/(?<=\p{L}{2})s$/u, ''));
