import { type CellError, cellError, type RejectCode } from '#shared/reject.ts';
import { fieldText } from '#backend/parse/unescape.ts';
import { FIELD_PLAIN, type RowBatch } from '#backend/parse/row-batch.ts';
import { getInt32 } from '#backend/types/bytes.ts';
import type { Findings } from './cell-check.ts';
import { judgedText } from './change-text.ts';
import type { CheckPlan, PlanKey, PlanReference } from './check-plan.ts';
import { IntegerKeySet } from './integer-key-set.ts';
import { type KeyForm, makeKeyForm, type RowValues } from './key-form.ts';
import type { KeySet } from './key-set.ts';
import { foundError } from './known-errors.ts';

/** What the keys and references of a row say: that something is wrong; */
export const KEY_WRONG = 0;
/** nothing, by themselves; */
export const KEY_GOOD = 1;
/** that the row is left out, since its key is there; */
export const KEY_SKIPPED = 2;
/** that it updates the row of the table that has its key. */
export const KEY_KNOWN = 3;
export type KeyVerdict = typeof KEY_WRONG | typeof KEY_GOOD | typeof KEY_SKIPPED | typeof KEY_KNOWN;

/**
 * Judges the references and keys of a row whose values are written. The keys of a row are claimed only when nothing at all is
 * wrong with it, and it is not left out.
 */
export type KeyCheck = (values: RowValues, batch: RowBatch, row: number, record: number) => KeyVerdict;

/** The keys that the rows of the target have, and what becomes of a row that has one of them. */
export interface TableKeySets {
  /** One a key of the plan. */
  readonly sets: readonly KeySet[];
  /** `update`: of a plan with one key alone. */
  readonly whenThere: 'reject' | 'skip' | 'update';
}

interface Judges {
  readonly keySets: readonly (KeySet | null)[];
  readonly parentSets: readonly (KeySet | null)[];
  readonly tableKeys?: TableKeySets | undefined;
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
  { keySets, parentSets, tableKeys, whyMissing }: Judges,
  findings: Findings,
): KeyCheck | null {
  const keys = plan.keys.flatMap((key, at) => judgeOf(plan, key, at, keySets[at], key.nullsDistinct));
  const references = plan.references.flatMap((reference, at) => judgeOf(plan, reference, at, parentSets[at], true));
  if (keys.length === 0 && references.length === 0) return null;
  const { errors } = findings;
  const only = keys.length === 1 ? (keys[0] ?? null) : null;
  const whenThere = tableKeys?.whenThere ?? 'reject';
  // Of an empty table nothing needs to be asked.
  const tableSets = tableKeys?.sets.some(({ size }) => size > 0) === true ? tableKeys.sets : [];

  /** Whether the key that the form holds is in the table. */
  const isThere = ({ at, form }: Judge<PlanKey>): boolean =>
    (tableSets[at]?.find(form.bytes, form.start, form.end) ?? 0) !== 0;

  const skipOrClaim = (values: RowValues, record: number): KeyVerdict => {
    for (const key of keys) {
      const { set, form } = key;
      if (form.write(values) && (isThere(key) || set.find(form.bytes, form.start, form.end) !== 0)) return KEY_SKIPPED;
    }
    claimAll(values, record);
    return KEY_GOOD;
  };

  const claimAll = (values: RowValues, record: number): void => {
    for (const judge of keys) claim(judge, values, record);
  };

  return (values, batch, row, record) => {
    const before = errors.length;
    for (const judge of references) {
      if (isMissing(judge, values)) {
        const { of, at } = judge;
        const why = whyMissing?.(at, shownValues(plan, of, values)) ?? '';
        report(plan, findings, of, 'reference.missing', { batch, row, values: { parent: of.parent, why } });
      }
    }
    if (whenThere === 'skip') {
      if (errors.length === 0) return skipOrClaim(values, record);
      return errors.length === before ? KEY_GOOD : KEY_WRONG;
    }
    // A single key is looked up and claimed in one step.
    const claimsNow = only !== null && errors.length === 0;
    if (claimsNow && tableSets.length === 0) {
      const owner = claim(only, values, record);
      if (owner === 0) return KEY_GOOD;
      report(plan, findings, only.of, 'duplicate.inFile', { batch, row, values: { record: owner } });
      return KEY_WRONG;
    }
    let isKnown = false;
    for (const key of keys) {
      const { of, set, form } = key;
      if (!form.write(values)) continue;
      if (tableSets.length > 0 && isThere(key)) {
        if (whenThere === 'update') isKnown = true;
        else {
          report(plan, findings, of, 'duplicate.inTable', { batch, row, values: { record: '' } });
          if (claimsNow) return KEY_WRONG;
        }
      }
      const owner = claimsNow
        ? set.claim(form.bytes, form.start, form.end, record)
        : set.find(form.bytes, form.start, form.end);
      if (owner !== 0) report(plan, findings, of, 'duplicate.inFile', { batch, row, values: { record: owner } });
    }
    if (errors.length > before) return KEY_WRONG;
    if (errors.length > 0) return KEY_GOOD;
    if (!claimsNow) claimAll(values, record);
    return isKnown ? KEY_KNOWN : KEY_GOOD;
  };
}

/** A key or a reference with the set that judges it. */
export interface Judge<Of> {
  readonly of: Of;
  /** Its number in the plan. */
  readonly at: number;
  readonly set: KeySet;
  readonly form: KeyForm;
  /** `set`, where the key is a single int4, which is read without being laid out first. */
  readonly integers: IntegerKeySet | null;
  /** Position of the key's first column in the plan. */
  readonly column: number;
}

/** Whether the row refers to a key that is not there. */
function isMissing({ set, form, integers, column }: Judge<unknown>, values: RowValues): boolean {
  if (integers !== null && values.lengths[column] === 4) {
    return integers.findNumber(getInt32(values.bytes, values.starts[column] ?? 0)) === 0;
  }
  return form.write(values) && set.find(form.bytes, form.start, form.end) === 0;
}

/** Gives the key of the row, if it has one, to `record`; returns its owner where there is one already, else 0. */
function claim({ set, form, integers, column }: Judge<unknown>, values: RowValues, record: number): number {
  if (integers !== null && values.lengths[column] === 4) {
    return integers.claimNumber(getInt32(values.bytes, values.starts[column] ?? 0), record);
  }
  return form.write(values) ? set.claim(form.bytes, form.start, form.end, record) : 0;
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
  const [column = 0] = of.columns;
  const isSingle = codecs.length === 1 && codecs[0]?.type === 'int4';
  const integers = isSingle && set instanceof IntegerKeySet ? set : null;
  return [{ of, at, set, form: makeKeyForm(codecs, of.columns, nullsDistinct), integers, column }];
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
  findings.errors.push(foundError(of.columns[0] ?? -1, keyError(plan, of, code, place)));
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
