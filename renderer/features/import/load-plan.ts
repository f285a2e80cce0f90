import type { JobPart } from '#shared/job.ts';
import type { LoadOptions } from '#shared/load.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { rollbackSentence, sumOf, type FileView } from './file-view.ts';

/** What a load of the batch would do, as its check found out. */
export interface LoadPlan {
  /** Keys of the files that go in. */
  readonly keys: readonly string[];
  /** Rows that would be in a table after it: inserted and updated. */
  readonly rows: number;
  readonly rejected: number;
  /** Tables whose rows would go first (mode replace). */
  readonly replaced: readonly string[];
  /** Rows that would go; null where they were not counted. */
  readonly removed: number | null;
  /** All files go in with one transaction. */
  readonly isOne: boolean;
  /** Names of the files that do not go in. */
  readonly leftOut: readonly string[];
  /** What a person should know before it: files that would roll back. */
  readonly warnings: readonly string[];
}

/** The plan that a check makes: files that cannot be read or checked stay out, all others go. */
export function planLoad(
  views: readonly FileView[],
  checked: ReadonlyMap<string, JobPart>,
  options: LoadOptions,
): LoadPlan {
  const leftOut: string[] = [];
  const going: { readonly key: string; readonly part: JobPart }[] = [];
  for (const { key, file, item } of views) {
    const part = checked.get(key);
    if (item === null || part?.state !== 'checked') leftOut.push(file.name);
    else going.push({ key, part });
  }
  const isOne = options.transaction === 'batch' && going.length > 1;
  const rollbackOf = ({ part }: (typeof going)[number]): string | null =>
    isOne
      ? rollbackSentence('The batch', sumOf(going.map((one) => one.part.ledger)), options)
      : rollbackSentence(part.table, part.ledger, options);
  const counted = going.filter((one) => rollbackOf(one) === null);
  const removed = going.map(({ part }) => part.removed);
  return {
    keys: going.map(({ key }) => key),
    rows: counted.reduce((sum, { part }) => sum + part.ledger.inserted + part.ledger.updated, 0),
    rejected: counted.reduce((sum, { part }) => sum + part.ledger.rejected, 0),
    replaced: options.mode === 'replace' ? [...new Set(going.map(({ part }) => part.table))] : [],
    removed: removed.every((rows) => rows === null)
      ? null
      : removed.reduce<number>((sum, rows) => sum + (rows ?? 0), 0),
    isOne,
    leftOut,
    warnings: [...new Set(going.flatMap((one) => rollbackOf(one) ?? []))],
  };
}

/** The words of the button: a verb and an amount. */
export function loadWords({ rows, replaced, removed }: LoadPlan): string {
  const [table] = replaced;
  if (table === undefined || removed === 0) return `Load ${showAmount(rows, 'row')}`;
  if (removed !== null) return `Replace ${showAmount(removed, 'row')}`;
  return `Replace ${replaced.length === 1 ? table : `${showCount(replaced.length)} tables`}`;
}

/** Names that are listed. */
const leftOutMax = 3;

/** Which files do not go in; null where all do. */
export function leftOutWords({ leftOut }: LoadPlan): string | null {
  const [first] = leftOut;
  if (first === undefined) return null;
  if (leftOut.length === 1) return `${first} is left out.`;
  const more = leftOut.length - leftOutMax;
  const names = leftOut.slice(0, leftOutMax).join(', ');
  return `${showAmount(leftOut.length, 'file')} are left out: ${names}${more > 0 ? ` and ${showCount(more)} more` : ''}.`;
}

/** What stands under the button: what stays behind, or what goes and what comes. */
export function underWords({ rows, rejected, replaced, removed, isOne, keys, leftOut, warnings }: LoadPlan): string {
  const stay =
    rejected === 0
      ? null
      : `${showAmount(rejected, 'row')} ${rejected === 1 ? 'stays as a reject' : 'stay as rejects'}`;
  if (replaced.length > 0) {
    const what = replaced.length > 2 ? showAmount(replaced.length, 'table') : replaced.join(' and ');
    const go =
      removed === null
        ? `The rows of ${what} go`
        : `${showAmount(removed, 'row')} of ${what} ${removed === 1 ? 'goes' : 'go'}`;
    const how = isOne || keys.length < 2 ? 'in one transaction' : 'in one transaction for each file';
    return [
      `${go}, ${showCount(rows)} ${rows === 1 ? 'comes' : 'come'}, ${how}`,
      ...(stay === null ? [] : [stay]),
    ].join('. ');
  }
  if (stay !== null) return stay;
  if (leftOut.length > 0)
    return `${showAmount(leftOut.length, 'file')} ${leftOut.length === 1 ? 'stays' : 'stay'} behind`;
  return rows === 0 && warnings.length > 0 ? 'No row would go in' : 'No row stays behind';
}
