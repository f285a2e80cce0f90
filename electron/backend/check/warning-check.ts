import type { RowBatch } from '#backend/parse/row-batch.ts';
import type { FoundWarning } from './cell-check.ts';
import type { CheckPlan } from './check-plan.ts';
import { judgeOf, keyError } from './key-check.ts';
import type { RowValues } from './key-form.ts';
import type { KeySet } from './key-set.ts';

/**
 * Tells a row that goes in which of its keys an earlier one has, and which of its references lead nowhere, where that only warns.
 * Claims its keys.
 */
export type WarningCheck = (
  values: RowValues,
  batch: RowBatch,
  row: number,
  record: number,
  warnings: FoundWarning[],
) => void;

interface WarningSets {
  readonly warnedKeySets: readonly (KeySet | null)[];
  readonly warnedParentSets: readonly (KeySet | null)[];
}

/** Compiles the keys and references that only warn; null where none is judged here. */
export function compileWarningCheck(
  plan: CheckPlan,
  { warnedKeySets, warnedParentSets }: WarningSets,
): WarningCheck | null {
  const { warnedKeys, warnedReferences } = plan;
  const keys = warnedKeys.flatMap((key, at) => judgeOf(plan, key, at, warnedKeySets[at], key.nullsDistinct));
  const references = warnedReferences.flatMap((one, at) => judgeOf(plan, one, at, warnedParentSets[at], true));
  if (keys.length === 0 && references.length === 0) return null;
  return (values, batch, row, record, warnings) => {
    for (const { of, at, set, form } of keys) {
      const owner = form.write(values) ? set.claim(form.bytes, form.start, form.end, record) : 0;
      if (owner === 0) continue;
      const { sentence } = keyError(plan, of, 'duplicate.inFile', { batch, row, values: { record: owner } });
      warnings.push({ column: of.columns[0] ?? -1, check: keyCheckNumber(at), sentence });
    }
    for (const { of, at, set, form } of references) {
      if (!form.write(values) || set.find(form.bytes, form.start, form.end) !== 0) continue;
      const { sentence } = keyError(plan, of, 'reference.missing', { batch, row, values: { parent: of.parent } });
      warnings.push({ column: of.columns[0] ?? -1, check: keyCheckNumber(warnedKeys.length + at), sentence });
    }
  };
}

/** Numbers of checks that are not those of one column's rules, going down from -1. */
const keyCheckNumber = (at: number): number => -1 - at;
