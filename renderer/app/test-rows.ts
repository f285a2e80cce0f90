import type { PreviewCell, PreviewColumn, PreviewRow } from '#shared/contract/imports.ts';
import type { ColumnRule } from '#shared/rule.ts';
import { MARK_BINS, type ColumnProfile, type Ledger } from '#shared/load.ts';
import { cellError, type CellError, type ReasonCount, type Reject } from '#shared/reject.ts';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';

/** A file of the scene, with what a check would find out about it. */
export interface SceneFile {
  readonly name: string;
  readonly table: string;
  readonly bytes: number;
  readonly columns: readonly PreviewColumn[];
  readonly rows: readonly PreviewRow[];
  readonly ledger: Ledger;
  readonly reasons: readonly ReasonCount[];
  readonly profiles: readonly ColumnProfile[];
  readonly rejects: readonly Omit<Reject, 'runId'>[];
}

const first = ['Harold', 'Ty', 'Lyman', 'Lotti', 'Gretna', 'Marlow', 'Thia', 'Perceval', 'Ludvig', 'Dev', 'Vinnie'];
const last = ['Vogt', 'Hofer', 'Hadye', 'Crowthe', 'Lording', 'Antecki', 'Morican', 'MacLice', 'Norwood', 'Ingleson'];
const words = ['Support', 'Sales', 'Legal', 'Training', 'Services', 'Engineering', 'Accounting', 'Marketing'];

/** Numbers that look random and are always the same. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const cell = (text: string, stored: string | null = text, error: CellError | null = null): PreviewCell => ({
  text,
  stored,
  error,
  warning: null,
});

function columnsOf(table: string): readonly PreviewColumn[] {
  const dictionary = challengeDictionaries.find((one) => one.table === table);
  const rules: readonly ColumnRule[] = dictionary?.columns ?? [];
  return rules.map((rule, field) => ({
    rule,
    field,
    key: dictionary?.primaryKey.includes(rule.name) === true,
    reference: dictionary?.references.find(({ columns }) => columns.includes(rule.name)) ?? null,
    fieldName: null,
    constant: null,
    changes: [],
    hasDefault: false,
  }));
}

function withCounts(name: string, table: string, bytes: number, rows: readonly PreviewRow[]): SceneFile {
  const columns = columnsOf(table);
  const errorsOf = (row: PreviewRow): readonly CellError[] =>
    row.rowError === null ? row.cells.flatMap(({ error }) => (error === null ? [] : [error])) : [row.rowError];
  const bad = rows.filter((row) => errorsOf(row).length > 0);
  const marks = Array.from({ length: MARK_BINS }, () => 0);
  const reasons = new Map<string, ReasonCount>();
  for (const row of bad) {
    const bin = Math.min(MARK_BINS - 1, Math.floor(((row.record - 1) / rows.length) * MARK_BINS));
    marks[bin] = (marks[bin] ?? 0) + 1;
    const [error] = errorsOf(row);
    if (error === undefined) continue;
    const key = `${error.code} ${error.column ?? ''}`;
    reasons.set(key, {
      code: error.code,
      column: error.column,
      sentence: reasons.get(key)?.sentence ?? error.sentence,
      count: (reasons.get(key)?.count ?? 0) + 1,
    });
  }
  const short = rows.filter((row) => row.rowError !== null).length;
  return {
    name,
    table,
    bytes,
    columns,
    rows,
    ledger: {
      read: rows.length,
      inserted: rows.length - bad.length,
      updated: 0,
      skipped: 0,
      rejected: bad.length,
      marks: bad.length === 0 ? [] : marks,
    },
    reasons: [...reasons.values()],
    profiles: columns.map(({ rule }, at) => {
      const empty = rows.filter((row) => row.rowError === null && row.cells[at]?.error != null).length;
      return { column: rule.name, valid: rows.length - short - empty, empty, wrong: short };
    }),
    rejects: bad.map((row, at) => {
      const fields = row.cells.flatMap(({ text }) => (text === null ? [] : [text]));
      return {
        ordinal: at + 1,
        record: row.record,
        byteOffset: row.byteOffset,
        line: fields.join(','),
        cut: false,
        fields,
        errors: [...errorsOf(row)],
        missing: null,
        state: 'open' as const,
        fix: null,
      };
    }),
  };
}

function lookUp(name: string, count: number): SceneFile {
  const rows = Array.from({ length: count }, (_, at): PreviewRow => {
    const text = `${words[at % words.length] ?? ''} ${at + 1}`;
    return {
      record: at + 1,
      byteOffset: at * 16,
      cells: [cell(String(at + 1)), cell(text)],
      rowError: null,
      fieldCount: 2,
    };
  });
  return withCounts(`${name}.csv`, name, count * 16, rows);
}

/** 1,999 employees of whom 54 have a field too few and 16 no job: as many as in the challenge, with invented names. */
function employees(): SceneFile {
  const random = randomFrom(7);
  const at = new Set<number>([2]);
  while (at.size < 16) at.add(1 + random(1999));
  const short = new Set<number>([67]);
  while (short.size < 54) {
    const record = 1 + random(1999);
    if (!at.has(record)) short.add(record);
  }
  const tooFew = cellError('fields.tooFew', null, null, { got: 4, want: 5 });
  const rows = Array.from({ length: 1999 }, (_, index): PreviewRow => {
    const record = index + 1;
    const name = `${first[random(first.length)] ?? ''} ${last[random(last.length)] ?? ''}`;
    const day = `2021-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`;
    const time = `${String(random(24)).padStart(2, '0')}:${String(random(60)).padStart(2, '0')}:07`;
    const department = String(1 + random(12));
    const job = String(1 + random(183));
    const isShort = short.has(record);
    const noJob = at.has(record);
    const cells = [
      cell(String(record)),
      cell(name),
      cell(`${day}T${time}Z`, `${day} ${time}+00`),
      cell(isShort ? job : department),
      isShort
        ? { text: null, stored: null, error: null, warning: null }
        : noJob
          ? cell('', null, cellError('required', 'job_id', ''))
          : cell(job),
    ];
    return { record, byteOffset: index * 45, cells, rowError: isShort ? tooFew : null, fieldCount: isShort ? 4 : 5 };
  });
  return withCounts('hired_employees.csv', 'hired_employees', 90_879, rows);
}

/** The three files that most scenes are played with. */
export const sceneFiles: readonly SceneFile[] = [lookUp('departments', 12), lookUp('jobs', 183), employees()];
