import { type InferredColumn, type InferredTable, type InferredType, showType } from '#shared/inferred-table.ts';
import type { FieldMatch } from '#shared/load.ts';
import type { Dictionary } from '#shared/rule.ts';
import { showAmount } from '#shared/units.ts';
import type { Option } from '../../../ui/option.ts';

/** A column as a person has it now. */
export interface DraftColumn {
  /** 0-based. */
  readonly field: number;
  readonly name: string;
  readonly type: InferredType;
  readonly required: boolean;
  readonly key: boolean;
}

/** A new table as a person has it now. */
export interface TableDraft {
  readonly table: string;
  readonly columns: readonly DraftColumn[];
  /** The whole statement, once it was edited by hand: then it holds, and not the columns. */
  readonly statement: string | null;
}

/** The table as it was inferred. */
export function draftOf({ columns, dictionary }: InferredTable): TableDraft {
  const rules = new Map(dictionary.columns.map((rule) => [rule.name, rule]));
  return {
    table: dictionary.table,
    columns: columns.map(({ field, name, type }) => ({
      field,
      name,
      type,
      required: rules.get(name)?.required ?? false,
      key: dictionary.primaryKey.includes(name),
    })),
    statement: null,
  };
}

export const changeColumn = (draft: TableDraft, field: number, change: Partial<DraftColumn>): TableDraft => ({
  ...draft,
  columns: draft.columns.map((column) => (column.field === field ? { ...column, ...change } : column)),
});

/** The dictionary that creates the table. A key is not null by itself. */
export const dictionaryOfDraft = ({ table, columns }: TableDraft): Dictionary => ({
  table,
  columns: columns.map(({ name, type, required, key }) => ({
    name,
    type: type.name,
    ...(type.modifiers === undefined ? {} : { modifiers: [...type.modifiers] }),
    required: required || key,
    notEmpty: false,
    rules: [],
  })),
  primaryKey: columns.filter(({ key }) => key).map(({ name }) => name),
  uniqueKeys: [],
  references: [],
  origin: 'person',
});

/** Which field fills which column of the table that a statement makes: by the names of the draft, else by their places. */
export function matchOfDraft({ columns }: TableDraft, dictionary: Dictionary): FieldMatch[] {
  const names = new Set(dictionary.columns.map(({ name }) => name));
  const byName = columns.filter(({ name }) => names.has(name)).map(({ name, field }) => ({ column: name, field }));
  if (byName.length > 0) return byName;
  return dictionary.columns.slice(0, columns.length).map(({ name }, field) => ({ column: name, field }));
}

const further = [
  'bool',
  'int4',
  'int8',
  'numeric',
  'float8',
  'date',
  'timestamp',
  'timestamptz',
  'uuid',
  'jsonb',
  'json',
  'text',
];

/** How many values of the column a type does not take; null: not known, the check tells. */
export function againstOf({ type, choices }: InferredColumn, wanted: InferredType): number | null {
  if (showType(type) === showType(wanted) || wanted.name === 'text') return 0;
  return choices.find((choice) => choice.type !== null && showType(choice.type) === showType(wanted))?.against ?? null;
}

/** The types to choose from: the inferred one, those that most values could be, all others. */
export function typeOptions(column: InferredColumn): readonly (Option & { readonly type: InferredType })[] {
  const known = [column.type, ...column.choices.flatMap(({ type }) => (type === null ? [] : [type]))];
  const types = [
    ...known,
    ...further.filter((name) => !known.some((type) => type.name === name)).map((name) => ({ name })),
  ];
  return types.map((type) => {
    const against = againstOf(column, type);
    const detail =
      type === column.type
        ? 'takes every value'
        : against === null
          ? undefined
          : against === 0
            ? 'takes every value too'
            : `${showAmount(against, 'row')} would be rejected`;
    return { id: showType(type), label: showType(type), type, ...(detail === undefined ? {} : { detail }) };
  });
}
