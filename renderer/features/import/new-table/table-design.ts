import type { Preview } from '#shared/contract/imports.ts';
import { isReservedWord, nameProblem } from '#shared/column-names.ts';
import { type InferredTable, noKeyWords } from '#shared/inferred-table.ts';
import { showAmount } from '#shared/units.ts';
import { addStep, beginHistory, type DraftHistory } from '../../../app/draft-history.ts';
import { draftOf, type DraftColumn, type TableDraft } from './table-draft.ts';

/** A table that a person is about to make of a file, with every step; kept while the file is in the batch. */
export interface TableDesign {
  /** How the file was read for it. */
  readonly reading: string;
  readonly found: InferredTable;
  readonly history: DraftHistory<TableDraft>;
  /** What became of it when the file was read another way; null: nothing. */
  readonly note: string | null;
}

/** What the types of a file depend on: two previews of one reading need to be read to the end once. */
export const readingOf = ({ source, dialect, width, fieldNames }: Preview): string =>
  JSON.stringify({ source, dialect, width, fieldNames });

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** How many things differ: the name, the statement, and of each column its name, type, not null and key. */
export function countDraftChanges(before: TableDraft, after: TableDraft): number {
  const columns = after.columns.map((column, at) => {
    const old = before.columns[at];
    if (old === undefined) return 4;
    const flags = [
      column.name !== old.name,
      !same(column.type, old.type),
      column.required !== old.required,
      column.key !== old.key,
    ];
    return flags.filter(Boolean).length;
  });
  const ofTable = Number(before.table !== after.table) + Number(before.statement !== after.statement);
  return columns.reduce((sum, count) => sum + count, ofTable);
}

/** Changes against what the file proposes. */
export const changesOf = ({ found, history }: TableDesign): number => countDraftChanges(draftOf(found), history.now);

/** The design of a file as it is read now: begun, or what a person made of it before, where its fields are the same. */
export function designOf(found: InferredTable, reading: string, before: TableDesign | null): TableDesign {
  if (before === null) return { reading, found, history: beginHistory(draftOf(found)), note: null };
  const fields = ({ columns }: InferredTable): unknown => columns.map(({ fieldName }) => fieldName);
  const changes = changesOf(before);
  if (!same(fields(found), fields(before.found))) {
    const note = 'The file is read another way and has other fields: the table is proposed anew.';
    return { reading, found, history: beginHistory(draftOf(found)), note: changes === 0 ? null : note };
  }
  const next = follow(before, found);
  if (same(next, before.history.now)) return { ...before, reading, found };
  return {
    reading,
    found,
    history:
      changes === 0
        ? beginHistory(next)
        : addStep(before.history, next, { typed: false, countChanges: countDraftChanges }),
    note:
      changes === 0
        ? null
        : `The file is read another way: the types that you left as proposed follow it, your ${showAmount(changes, 'change')} ${changes === 1 ? 'is' : 'are'} kept.`,
  };
}

/** What was left as it had been proposed is as it is proposed now. */
function follow({ found: was, history: { now } }: TableDesign, found: InferredTable): TableDraft {
  const [old, proposed] = [draftOf(was), draftOf(found)];
  const columns = now.columns.map((column, at): DraftColumn => {
    const [before, after] = [old.columns[at], proposed.columns[at]];
    if (before === undefined || after === undefined) return column;
    return {
      ...column,
      type: same(column.type, before.type) ? after.type : column.type,
      required: column.required === before.required ? after.required : column.required,
      key: column.key === before.key ? after.key : column.key,
    };
  });
  return { ...now, columns };
}

/** What stands against the names, by the field of the column; `table` for that of the table. */
export interface NameProblems {
  readonly table: string | null;
  readonly columns: ReadonlyMap<number, string>;
}

/** Names that are none, too long, or there twice. */
export function namesOf({ table, columns }: TableDraft): NameProblems {
  const problems = new Map<number, string>();
  const taken = new Map<string, DraftColumn>();
  for (const column of columns) {
    const first = taken.get(column.name);
    const problem =
      nameProblem(column.name, 'column') ??
      (first === undefined ? null : `Field ${first.field + 1} is called ${column.name} too.`);
    if (problem !== null) problems.set(column.field, problem);
    if (first === undefined) taken.set(column.name, column);
  }
  return { table: nameProblem(table, 'table'), columns: problems };
}

/** What is good to know of a name that is right. */
export const nameHint = (name: string): string | undefined =>
  isReservedWord(name) ? 'A word of SQL: written in quotes.' : undefined;

/** The key of the table, or why there is none. */
export function keyWords(found: InferredTable, draft: TableDraft): string {
  const key = draft.columns.filter((column) => column.key).map(({ name }) => name);
  if (key.length > 0) return `The key is ${key.join(' and ')}: a row whose key is there already is a reject.`;
  const [proposed] = found.dictionary.primaryKey;
  return proposed === undefined
    ? noKeyWords(found)
    : `No key is chosen: rows that repeat go in as often as they come. ${proposed} was proposed, its values all differ.`;
}
