import type { LoadMode, LoadOptions } from '#shared/load.ts';

/**
 * What must become of a file, by a program of its own that goes through the rows one by one. The table is
 * `target (id int primary key, code text unique, boss int references parents, n int not null)`, or the same with codes that are not
 * unique.
 */
export interface Row {
  readonly id: number;
  readonly code: string | null;
  readonly boss: number | null;
  readonly n: number;
}

export interface Expected {
  readonly told: readonly string[];
  readonly rows: readonly Row[];
  readonly counts: Readonly<Record<'read' | 'inserted' | 'updated' | 'skipped' | 'rejected', number>>;
}

const order = [
  'fields.tooFew',
  'fields.tooMany',
  'required',
  'type.integer',
  'duplicate.inFile',
  'duplicate.inTable',
  'reference.missing',
];
const columns = ['id', 'code', 'boss', 'n'];
const isInteger = (text: string): boolean => /^-?\d+$/.test(text);

interface Found {
  readonly code: string;
  readonly column: string;
  readonly value: string;
}

export function expectedOf(
  lines: readonly (readonly string[])[],
  {
    table,
    parents,
    mode,
    update = null,
    codesUnique = true,
  }: {
    readonly table: readonly Row[];
    readonly parents: readonly number[];
    readonly mode: LoadMode;
    readonly update?: LoadOptions['update'];
    readonly codesUnique?: boolean;
  },
): Expected {
  const before = mode === 'replace' ? [] : table;
  const after = new Map(before.map((row) => [row.id, row]));
  const claimed = { id: new Map<number, number>(), code: new Map<string, number>() };
  const told: string[] = [];
  const counts = { read: lines.length, inserted: 0, updated: 0, skipped: 0, rejected: 0 };
  for (const [index, line] of lines.entries()) {
    const record = index + 1;
    const found = line.length === columns.length ? wrongIn(line, parents) : [widthError(line)];
    const [idText = '', codeText = '', bossText = '', nText = ''] = line;
    const right = line.length === columns.length;
    const id = right && isInteger(idText) ? Number(idText) : null;
    const code = right && codeText !== '' ? codeText : null;
    const idIsThere = before.some((row) => row.id === id);
    const isAnother = (row: Row): boolean => mode !== 'upsert' || (id !== null && row.id !== id);
    const codeIsThere = codesUnique && before.some((row) => code !== null && row.code === code && isAnother(row));
    const idIsClaimed = id !== null && claimed.id.has(id);
    const codeIsClaimed = codesUnique && code !== null && claimed.code.has(code);
    if (mode === 'skip') {
      if (found.length === 0 && (idIsThere || codeIsThere || idIsClaimed || codeIsClaimed)) {
        counts.skipped += 1;
        continue;
      }
    } else {
      if (idIsClaimed) found.push({ code: 'duplicate.inFile', column: 'id', value: idText });
      if (codeIsClaimed) found.push({ code: 'duplicate.inFile', column: 'code', value: codeText });
      if (idIsThere && mode === 'insert') found.push({ code: 'duplicate.inTable', column: 'id', value: idText });
      if (codeIsThere) found.push({ code: 'duplicate.inTable', column: 'code', value: codeText });
    }
    if (found.length > 0 || id === null) {
      counts.rejected += 1;
      const sorted = found.toSorted(
        (a, b) =>
          order.indexOf(a.code) - order.indexOf(b.code) || columns.indexOf(a.column) - columns.indexOf(b.column),
      );
      told.push(`${record}: ${sorted.map((one) => `${one.code} ${one.column}=${one.value}`).join(', ')}`);
      continue;
    }
    claimed.id.set(id, record);
    if (code !== null) claimed.code.set(code, record);
    if (idIsThere) counts.updated += 1;
    else counts.inserted += 1;
    const row = { id, code, boss: bossText === '' ? null : Number(bossText), n: Number(nText) };
    const there = before.find((one) => one.id === id);
    after.set(id, there === undefined || update === null ? row : { ...there, ...pickColumns(row, update) });
  }
  return { told, rows: [...after.values()].toSorted((a, b) => a.id - b.id), counts };
}

const pickColumns = (row: Row, names: readonly string[]): Partial<Row> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));

function wrongIn([id = '', , boss = '', n = '']: readonly string[], parents: readonly number[]): Found[] {
  const found: Found[] = [];
  for (const [column, value] of [
    ['id', id],
    ['n', n],
  ] as const) {
    if (value === '') found.push({ code: 'required', column, value });
    else if (!isInteger(value)) found.push({ code: 'type.integer', column, value });
  }
  if (boss !== '' && !isInteger(boss)) found.push({ code: 'type.integer', column: 'boss', value: boss });
  else if (boss !== '' && !parents.includes(Number(boss))) {
    found.push({ code: 'reference.missing', column: 'boss', value: boss });
  }
  return found;
}

const widthError = (line: readonly string[]): Found => ({
  code: line.length < columns.length ? 'fields.tooFew' : 'fields.tooMany',
  column: 'row',
  value: '',
});
