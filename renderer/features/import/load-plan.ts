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
  /** What a person should know before it: files left out, files that would roll back. */
  readonly warnings: readonly string[];
}

/** The plan that a check makes: files that cannot be read or checked stay out, all others go. */
export function planLoad(
  views: readonly FileView[],
  checked: ReadonlyMap<string, JobPart>,
  options: LoadOptions,
): LoadPlan {
  const left: string[] = [];
  const going: { readonly key: string; readonly part: JobPart }[] = [];
  for (const { key, file, item } of views) {
    const part = checked.get(key);
    if (item === null || part?.state !== 'checked') left.push(`${file.name} is left out.`);
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
    warnings: [...left, ...new Set(going.flatMap((one) => rollbackOf(one) ?? []))],
  };
}

/** The words of the button: a verb and an amount. */
export function loadWords({ rows, replaced, removed }: LoadPlan): string {
  const [table] = replaced;
  if (table === undefined) return `Load ${showAmount(rows, 'row')}`;
  const what = replaced.length === 1 ? table : `${showCount(replaced.length)} tables`;
  return removed === null
    ? `Replace ${what} with ${showAmount(rows, 'row')}`
    : `Replace ${showAmount(removed, 'row')} of ${what} with ${showCount(rows)}`;
}
