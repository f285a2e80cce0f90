import type { FaultValues } from '#shared/fault.ts';
import { type CellError, cellError, type RejectCode, reasonOrder } from '#shared/reject.ts';
import type { WhyMissing } from '#backend/check/key-check.ts';
import { judgedText } from '#backend/check/change-text.ts';
import { FIELD_PLAIN } from '#backend/parse/row-batch.ts';
import type { SplitField } from '#backend/parse/split-record.ts';
import { compileShownKey } from '#backend/check/shown-key.ts';
import { whyOf } from './name-rejected-parents.ts';
import type { LoadPlan } from './plan-load.ts';

/** What a query or a refusal found out about a row: `item` is the number of the column, key or reference in the plan. */
export interface FoundError {
  readonly code: RejectCode;
  readonly item: number;
  /** The server's reason, or the record that has the key. */
  readonly extra: string | null;
}

/**
 * Puts what the server found into the same words as the check's own.
 * @param fields of the row, as they came
 * @returns in the order of reasons
 */
export function describeErrors(
  plan: LoadPlan,
  fields: readonly SplitField[],
  found: readonly FoundError[],
  whyMissing: WhyMissing,
): CellError[] {
  return found
    .toSorted(
      (a, b) => reasonOrder(a.code) - reasonOrder(b.code) || columnOf(plan, a) - columnOf(plan, b) || a.item - b.item,
    )
    .map((error) => describe(plan, fields, error, whyMissing));
}

/** Position of the column that an error stands under; -1 for the row as a whole. */
function columnOf({ check }: LoadPlan, { code, item }: FoundError): number {
  if (code === 'duplicate.inFile' || code === 'duplicate.inTable') return check.keys[item]?.columns[0] ?? -1;
  if (code === 'reference.missing') return check.references[item]?.columns[0] ?? -1;
  return item;
}

const noField: SplitField = { text: '', flag: FIELD_PLAIN };

function describe(
  { check }: LoadPlan,
  fields: readonly SplitField[],
  { code, item, extra }: FoundError,
  whyMissing: WhyMissing,
): CellError {
  const textOf = (position: number): string => {
    const column = check.columns[position];
    const field = fields[column?.field ?? -1] ?? noField;
    return column === undefined ? '' : judgedText(column, check.dialect, field);
  };
  // As the check reports a key of several columns: under its first, and named with all.
  const named = (names: readonly string[], columns: readonly number[], values: FaultValues): CellError => {
    const text = columns.length === 1 ? columns.map(textOf).join('') : `(${columns.map(textOf).join(', ')})`;
    return cellError(code, names[0] ?? null, text, { ...values, column: names.join(', ') });
  };
  switch (code) {
    case 'duplicate.inFile':
    case 'duplicate.inTable': {
      const key = check.keys[item];
      return named(key?.names ?? [], key?.columns ?? [], { record: extra ?? '' });
    }
    case 'reference.missing': {
      const reference = check.references[item];
      const columns = reference?.columns ?? [];
      const key = compileShownKey(check, columns)(fields);
      const why = (key === null ? '' : whyMissing(item, key)) || whyOf(extra);
      return named(reference?.names ?? [], columns, { parent: reference?.parent ?? '', why });
    }
    case 'constraint':
      // That of a domain is about one value, others are about the row.
      return cellError(code, check.columns[item]?.name ?? null, item < 0 ? null : textOf(item), {
        reason: extra ?? '',
      });
    default:
      return cellError(code, check.columns[item]?.name ?? null, textOf(item), { reason: extra ?? '' });
  }
}
