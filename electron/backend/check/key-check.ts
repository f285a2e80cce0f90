import { type CellError, cellError, type RejectCode } from '#shared/reject.ts';
import { fieldText } from '#backend/parse/unescape.ts';
import { FIELD_PLAIN, type RowBatch } from '#backend/parse/row-batch.ts';
import type { Findings } from './cell-check.ts';
import { judgedText } from './change-text.ts';
import type { CheckPlan, PlanKey, PlanReference } from './check-plan.ts';
import { type KeyForm, makeKeyForm, type RowValues } from './key-form.ts';
import type { KeySet } from './key-set.ts';

/**
 * Judges the references and keys of a row whose values are written; false when it found an error. The keys of a row are
 * claimed only when nothing at all is wrong with it.
 */
export type KeyCheck = (values: RowValues, batch: RowBatch, row: number, record: number) => boolean;

interface Judges {
  readonly keySets: readonly (KeySet | null)[];
  readonly parentSets: readonly (KeySet | null)[];
  readonly whyMissing?: WhyMissing | undefined;
}

/**
 * Tells why a parent is missing, as words to put behind the sentence; '' where nothing is known.
 * @param reference its number in the plan
 * @param key the values of the referring columns, as Postgres prints them
 */
export type WhyMissing = (reference: number, key: readonly string[]) => string;

/** Compiles the checks of keys and references; null where there are none to be made here. */
export function compileKeyCheck(
  plan: CheckPlan,
  { keySets, parentSets, whyMissing }: Judges,
  findings: Findings,
): KeyCheck | null {
  const keys = plan.keys.flatMap((key, at) => judgeOf(plan, key, at, keySets[at], key.nullsDistinct));
  const references = plan.references.flatMap((reference, at) => judgeOf(plan, reference, at, parentSets[at], true));
  if (keys.length === 0 && references.length === 0) return null;
  const { errors } = findings;

  return (values, batch, row, record) => {
    const before = errors.length;
    for (const { of, at, set, form } of references) {
      if (form.write(values) && set.find(form.bytes, form.start, form.end) === 0) {
        const why = whyMissing?.(at, shownValues(plan, of, values)) ?? '';
        report(plan, findings, of, 'reference.missing', { batch, row, values: { parent: of.parent, why } });
      }
    }
    const [only] = keys;
    if (errors.length === 0 && keys.length === 1 && only !== undefined) {
      const { of, set, form } = only;
      const owner = form.write(values) ? set.claim(form.bytes, form.start, form.end, record) : 0;
      if (owner !== 0) report(plan, findings, of, 'duplicate.inFile', { batch, row, values: { record: owner } });
      return errors.length === before;
    }
    for (const { of, set, form } of keys) {
      const owner = form.write(values) ? set.find(form.bytes, form.start, form.end) : 0;
      if (owner !== 0) report(plan, findings, of, 'duplicate.inFile', { batch, row, values: { record: owner } });
    }
    if (errors.length === 0) {
      for (const { set, form } of keys) {
        if (form.write(values)) set.claim(form.bytes, form.start, form.end, record);
      }
    }
    return errors.length === before;
  };
}

/** A key or a reference with the set that judges it. */
export interface Judge<Of> {
  readonly of: Of;
  /** Its number in the plan. */
  readonly at: number;
  readonly set: KeySet;
  readonly form: KeyForm;
}

export function judgeOf<Of extends PlanKey | PlanReference>(
  plan: CheckPlan,
  of: Of,
  at: number,
  set: KeySet | null | undefined,
  nullsDistinct: boolean,
): Judge<Of>[] {
  if (!set) return [];
  const codecs = of.columns.flatMap((column) => plan.columns[column]?.codec ?? []);
  return [{ of, at, set, form: makeKeyForm(codecs, of.columns, nullsDistinct) }];
}

const shownValues = (plan: CheckPlan, { columns }: PlanReference, { bytes, starts, lengths }: RowValues): string[] =>
  columns.map((index) => {
    const start = starts[index] ?? 0;
    return plan.columns[index]?.codec.show(bytes, start, start + (lengths[index] ?? 0)) ?? '';
  });

interface Place {
  readonly batch: RowBatch;
  readonly row: number;
  readonly values: Readonly<Record<string, string | number>>;
}

function report(
  plan: CheckPlan,
  findings: Findings,
  of: PlanKey | PlanReference,
  code: RejectCode,
  place: Place,
): void {
  findings.errors.push({ column: of.columns[0] ?? -1, error: keyError(plan, of, code, place) });
}

/** What is wrong with a key or a reference: one of several columns stands under its first, and is named with all. */
export function keyError(
  plan: CheckPlan,
  { columns, names }: PlanKey | PlanReference,
  code: RejectCode,
  { batch, row, values }: Place,
): CellError {
  const first = batch.rows[row] ?? 0;
  const texts = columns.map((index) => {
    const column = plan.columns[index];
    if (column === undefined) return '';
    const field = first + (column.field ?? 0);
    return judgedText(column, plan.dialect, { text: fieldText(batch, field), flag: batch.flags[field] ?? FIELD_PLAIN });
  });
  const text = texts.length === 1 ? texts.join('') : `(${texts.join(', ')})`;
  return cellError(code, names[0] ?? null, text, { ...values, column: names.join(', ') });
}
