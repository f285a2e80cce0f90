import type { TableName } from '#shared/column.ts';

/** A file with the table it goes to and the tables that table refers to. */
export interface FileInOrder {
  readonly key: string;
  readonly target: TableName | null;
  readonly parents: readonly TableName[];
}

const same = (one: TableName, other: TableName): boolean => one.schema === other.schema && one.table === other.table;

/** The files whose rows a file's rows refer to; a table that refers to itself is no parent of its own. */
const parentsOf = <T extends FileInOrder>(file: T, files: readonly T[]): readonly T[] =>
  files.filter((other) => {
    const { target } = other;
    if (target === null || (file.target !== null && same(target, file.target))) return false;
    return file.parents.some((parent) => same(parent, target));
  });

/** Parents first, else in the order in which the files came. Files that refer to one another in a ring stay as they came. */
export function orderFiles<T extends FileInOrder>(files: readonly T[]): readonly T[] {
  const ordered: T[] = [];
  const begun = new Set<string>();
  const visit = (file: T): void => {
    if (begun.has(file.key)) return;
    begun.add(file.key);
    parentsOf(file, files).forEach(visit);
    ordered.push(file);
  };
  files.forEach(visit);
  return ordered;
}

/** `a`, `a and b`, `a, b and c`. */
const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** What to know where tables of the batch refer to one another in a ring; null: none do. */
export function ringSentence(files: readonly FileInOrder[]): string | null {
  const reaches = (from: FileInOrder, wanted: FileInOrder, seen = new Set<string>()): boolean =>
    parentsOf(from, files).some((parent) => {
      if (parent.key === wanted.key) return true;
      if (seen.has(parent.key)) return false;
      seen.add(parent.key);
      return reaches(parent, wanted, seen);
    });
  const names = new Set(files.flatMap((file) => (reaches(file, file) && file.target ? [file.target.table] : [])));
  return names.size === 0
    ? null
    : `${list([...names])} refer to each other: choose All files or none, so that they go in together.`;
}

/** Why the files stand in this order: `Parents first: hired_employees refers to departments and jobs.` */
export function orderReason(files: readonly FileInOrder[]): string | null {
  const clauses = new Map<string, string>();
  for (const file of files) {
    const names = [...new Set(parentsOf(file, files).map((parent) => parent.target?.table ?? ''))];
    if (file.target !== null && names.length > 0) {
      clauses.set(file.target.table, `${file.target.table} refers to ${list(names)}`);
    }
  }
  return clauses.size === 0 ? null : `Parents first: ${[...clauses.values()].join('; ')}.`;
}
