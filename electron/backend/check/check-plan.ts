import type { Column, Table } from '#shared/column.ts';
import type { Dialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { takesField, type FieldMatch, type TextChange } from '#shared/load.ts';
import { type ColumnRule, type Dictionary, dictionaryOf } from '#shared/rule.ts';
import type { CodecColumn, TypeCodec } from '#backend/types/codec.ts';
import { codecFor } from '#backend/types/codecs.ts';
import { declaredColumn } from '#backend/types/declared-column.ts';
import { planKeys, planReferences } from './plan-keys.ts';
import { makeValueChecks, UnusableRule } from './value-check.ts';

/** A column that is filled from a field, or with a constant. */
export interface PlanColumn {
  readonly name: string;
  /** What dictionary and catalog ask of it together: `required` if either says so. */
  readonly rule: ColumnRule;
  /** As the catalog describes it; null while the table is still to be created. */
  readonly column: Column | null;
  /** 0-based field of the record; null: every row gets the constant. */
  readonly field: number | null;
  /** Null where a field fills the column. */
  readonly constant: string | null;
  /** What is done to the text of the field before it is judged. */
  readonly changes: readonly TextChange[];
  readonly codec: TypeCodec;
  readonly codecColumn: CodecColumn;
  /** The dictionary's own type where the table has another: a value must be one of it too, and its rules are about it. */
  readonly declared: TypeCodec | null;
  /** Whether the codec's binary form is what the table's column reads; if not, only the staged path will do. */
  readonly direct: boolean;
  /** pg_type.typname of the column in a staging table: its own (without length or precision), or `text` for the server to cast. */
  readonly stagedType: string;
}

/** A primary or unique key whose columns all are filled from the file. */
export interface PlanKey {
  /** Positions in CheckPlan.columns, in the order of the key. */
  readonly columns: readonly number[];
  readonly names: readonly string[];
  readonly primary: boolean;
  readonly nullsDistinct: boolean;
  /** Whether the table has this key; if not, only the dictionary asks for it. */
  readonly inTable: boolean;
}

/** A reference whose columns all are filled from the file. */
export interface PlanReference {
  readonly columns: readonly number[];
  readonly names: readonly string[];
  /** Null: the schema of the target itself. */
  readonly schema: string | null;
  readonly table: string;
  readonly parentColumns: readonly string[];
  /** For sentences: `departments.id`, or `lines (order_id, line)`. */
  readonly parent: string;
  /** The parent is the target itself: a row may refer to another row of the file. */
  readonly self: boolean;
  /** Whether a set of parent keys can judge it: false where equality of a type is only known to the server. */
  readonly comparable: boolean;
  /** Whether the table has this foreign key; if not, only the dictionary asks for it. */
  readonly inTable: boolean;
}

/** Everything about a target that checking its rows takes; decided once per load. */
export interface CheckPlan {
  /** In COPY order, that of the table. */
  readonly columns: readonly PlanColumn[];
  readonly keys: readonly PlanKey[];
  readonly references: readonly PlanReference[];
  /** Keys and references that only warn; the table has none of them. They are about rows that go in. */
  readonly warnedKeys: readonly PlanKey[];
  readonly warnedReferences: readonly PlanReference[];
  /** Fields that a record must have. */
  readonly width: number;
  readonly dialect: Dialect;
  /** Whether the direct path can be taken: every column is `direct`. */
  readonly direct: boolean;
}

export interface CheckPlanInput {
  readonly dictionary: Dictionary;
  /** Null: the table will be created as the dictionary says. */
  readonly table: Table | null;
  readonly match: readonly FieldMatch[];
  readonly width: number;
  readonly dialect: Dialect;
  /** Whether a required column may stay without a value for now: a preview shows it, and a load cannot be planned. */
  readonly unfinished?: boolean;
}

/**
 * Lays down what a row must be: dictionary and catalog both hold.
 * Faults: mapping.invalid (a column or field that is not there, one column matched twice, a generated column, a required
 * column that gets no value, nothing matched at all); dictionary.invalid (a pattern, bound or list that cannot be used).
 */
export function makeCheckPlan(input: CheckPlanInput): CheckPlan {
  const { dictionary, table, match, width, dialect, unfinished = false } = input;
  const sides = joinColumns(dictionary, table);
  const matched = matchedColumns(match, sides, width);
  if (!unfinished) {
    const [missing] = unfilledColumns(input);
    if (missing !== undefined) throw mismatch(`${missing} is required and nothing fills it`);
    if (matched.size === 0) throw mismatch('no column is filled');
  }
  const columns = sides.flatMap((side) => {
    const one = matched.get(side.rule.name);
    return one === undefined ? [] : [planColumn(side, one, dictionary.table)];
  });
  return {
    columns,
    ...planKeys(columns, dictionary, table),
    ...planReferences(columns, dictionary, table),
    width,
    dialect,
    direct: columns.every((column) => column.direct),
  };
}

/** The required columns that have no default and that nothing fills: no row can go in. */
export function unfilledColumns({
  dictionary,
  table,
  match,
}: Pick<CheckPlanInput, 'dictionary' | 'table' | 'match'>): string[] {
  const filled = new Set(match.map(({ column }) => column));
  return joinColumns(dictionary, table)
    .filter(({ rule, hasDefault }) => rule.required && !hasDefault && !filled.has(rule.name))
    .map(({ rule }) => rule.name);
}

const mismatch = (reason: string): Error => fault('mapping.invalid', { reason });

/** What both sides say of a column. */
interface ColumnSides {
  readonly rule: ColumnRule;
  readonly column: Column | null;
  readonly hasDefault: boolean;
}

/** The columns in the order of the table, or of the dictionary where there is no table yet. */
function joinColumns(dictionary: Dictionary, table: Table | null): ColumnSides[] {
  const own = new Map(dictionary.columns.map((rule) => [rule.name, rule]));
  const inKey = new Set(dictionary.primaryKey);
  if (table === null) {
    return dictionary.columns.map((rule) => ({
      rule: { ...rule, required: rule.required || inKey.has(rule.name) },
      column: null,
      hasDefault: false,
    }));
  }
  const implied = new Map(dictionaryOf(table).columns.map((rule) => [rule.name, rule]));
  return table.columns
    .toSorted((a, b) => a.position - b.position)
    .map((column) => {
      const rule = own.get(column.name);
      const catalogRules = implied.get(column.name)?.rules ?? [];
      return {
        rule: {
          name: column.name,
          type: rule?.type ?? column.type,
          required: column.notNull || inKey.has(column.name) || (rule?.required ?? false),
          notEmpty: rule?.notEmpty ?? false,
          rules: dictionary.origin === 'catalog' ? catalogRules : [...(rule?.rules ?? []), ...catalogRules],
        },
        column,
        hasDefault: column.hasDefault || column.identity !== null || column.generated,
      };
    });
}

function matchedColumns(
  match: readonly FieldMatch[],
  sides: readonly ColumnSides[],
  width: number,
): ReadonlyMap<string, FieldMatch> {
  const known = new Map(sides.map((side) => [side.rule.name, side]));
  const matched = new Map<string, FieldMatch>();
  for (const one of match) {
    const { column } = one;
    const side = known.get(column);
    if (!side) throw mismatch(`there is no column ${column}`);
    // COPY would take values for an identity that is always the server's; INSERT, on the staged path, would not.
    if (side.column?.generated || side.column?.identity === 'always')
      throw mismatch(`${column} is generated by the server`);
    if (matched.has(column)) throw mismatch(`${column} is filled twice`);
    if (takesField(one) && one.field >= width) {
      throw mismatch(`${column} takes field ${one.field + 1} of records that have ${width}`);
    }
    matched.set(column, one);
  }
  return matched;
}

function planColumn({ rule, column }: ColumnSides, match: FieldMatch, dictionary: string): PlanColumn {
  const codecs = codecsOf(rule, column);
  const { codec } = codecs;
  const planned: PlanColumn = {
    name: rule.name,
    rule,
    column,
    ...(takesField(match)
      ? { field: match.field, constant: null, changes: match.changes ?? [] }
      : { field: null, constant: match.constant, changes: [] }),
    ...codecs,
    // An enum takes its labels in the binary form too.
    direct: codec.exact || codec.type !== 'text' || (column?.labels ?? null) !== null,
    stagedType: codec.exact ? codec.type : 'text',
  };
  tryRules(planned, dictionary);
  return planned;
}

function tryRules(column: PlanColumn, dictionary: string): void {
  try {
    makeValueChecks(column);
  } catch (error) {
    if (!(error instanceof UnusableRule)) throw error;
    throw fault('dictionary.invalid', { name: dictionary, reason: error.message }, { cause: error });
  }
}

/** By which codecs the values of a column are judged: that of the table, and that of the dictionary where it is another. */
export function codecsOf(
  rule: ColumnRule,
  column: Column | null,
): Pick<PlanColumn, 'codec' | 'codecColumn' | 'declared'> {
  const type = column?.type ?? rule.type;
  const declared = rule.type === type ? null : declaredCodec(rule.type);
  return { codec: codecFor(type), codecColumn: column ?? declaredColumn(type, rule.modifiers), declared };
}

/** Null for a type that holds every text, or that only the server knows. */
function declaredCodec(type: string): TypeCodec | null {
  const codec = codecFor(type);
  return codec.type === 'text' ? null : codec;
}
