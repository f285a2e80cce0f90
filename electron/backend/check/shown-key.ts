import { FIELD_ESCAPED, FIELD_PLAIN, FIELD_QUOTED } from '#backend/parse/row-batch.ts';
import type { SplitField } from '#backend/parse/split-record.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { CELL_VALUE, compileCell, type Findings } from './cell-check.ts';
import type { CheckPlan } from './check-plan.ts';

/** Values of some columns of a record, each as Postgres prints it; null: one of them is NULL, wrong, or has no field. */
export type ShownKey = (fields: readonly SplitField[]) => readonly string[] | null;

/**
 * Compiles the reading of a key from records that are split already: 09 and 9 are the same integer, with the same words.
 * @param positions of the key's columns in the plan
 */
export function compileShownKey({ columns, dialect }: CheckPlan, positions: readonly number[]): ShownKey {
  const findings: Findings = { errors: [], warnings: [] };
  const out = new TupleBuffer(64);
  const parts = positions.flatMap((position) => {
    const column = columns[position];
    return column === undefined
      ? []
      : [{ column, check: compileCell(column, position, { dialect, staged: false, findings }) }];
  });

  return (fields) => {
    const values: string[] = [];
    for (const { column, check } of parts) {
      findings.errors.length = 0;
      findings.warnings.length = 0;
      out.length = 0;
      const field = column.field === null ? noField : fields[column.field];
      if (field === undefined) return null;
      const bytes = Buffer.from(field.text);
      const flag = field.flag === FIELD_ESCAPED ? FIELD_QUOTED : field.flag;
      if (check(bytes, 0, bytes.length, flag, out) !== CELL_VALUE) return null;
      values.push(column.codec.show(out.bytes, 4, out.length));
    }
    return values;
  };
}

const noField: SplitField = { text: '', flag: FIELD_PLAIN };
