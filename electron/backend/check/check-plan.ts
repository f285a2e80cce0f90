import type { Column, Table } from '#shared/column.ts';
import type { Dialect } from '#shared/dialect.ts';
import type { FieldMatch } from '#shared/load.ts';
import type { ColumnRule, Dictionary } from '#shared/rule.ts';
import type { CodecColumn, TypeCodec } from '#backend/types/codec.ts';

/** A column that is filled from a field. */
export interface PlanColumn {
  readonly name: string;
  /** What dictionary and catalog ask of it together: `required` if either says so. */
  readonly rule: ColumnRule;
  /** As the catalog describes it; null while the table is still to be created. */
  readonly column: Column | null;
  /** 0-based field of the record. */
  readonly field: number;
  readonly codec: TypeCodec;
  readonly codecColumn: CodecColumn;
  /** The dictionary's own type where the table has another: a value must be one of it too. */
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
}

/**
 * Lays down what a row must be: dictionary and catalog both hold.
 * Faults: mapping.invalid (a column or field that is not there, one column matched twice, a generated column, a required
 * column that gets no value); dictionary.invalid (a pattern, bound or list that cannot be used).
 */
export declare function makeCheckPlan(input: CheckPlanInput): CheckPlan;
