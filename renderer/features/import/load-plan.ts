import type { JobPart } from '#shared/job.ts';
import type { LoadOptions } from '#shared/load.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { rollbackSentence, type FileView } from './file-view.ts';

/** What a load of the batch would do, as its check found out. */
export interface LoadPlan {
  /** Keys of the files that go in. */
  readonly keys: readonly string[];
  /** Rows that would be in a table after it: inserted and updated. */
  readonly rows: number;
  readonly rejected: number;
  /** Tables whose rows would go first (mode replace). */
  readonly replaced: readonly string[];
  /** What a person should know before it: files left out, files that would roll back. */
  readonly warnings: readonly string[];
}

/** The plan that a check makes: files that cannot be read or checked stay out, all others go. */
export function planLoad(
  views: readonly FileView[],
  checked: ReadonlyMap<string, JobPart>,
  options: LoadOptions,
): LoadPlan {
  const warnings: string[] = [];
  const going: { readonly key: string; readonly part: JobPart }[] = [];
  for (const { key, file, item } of views) {
    const part = checked.get(key);
    if (item === null || part?.state !== 'checked') {
      warnings.push(`${file.name} is left out.`);
      continue;
    }
    going.push({ key, part });
    const rollback = rollbackSentence(part.table, part.ledger, options);
    if (rollback !== null) warnings.push(rollback);
  }
  const counted = going.filter(({ part }) => rollbackSentence(part.table, part.ledger, options) === null);
  return {
    keys: going.map(({ key }) => key),
    rows: counted.reduce((sum, { part }) => sum + part.ledger.inserted + part.ledger.updated, 0),
    rejected: counted.reduce((sum, { part }) => sum + part.ledger.rejected, 0),
    replaced: options.mode === 'replace' ? [...new Set(going.map(({ part }) => part.table))] : [],
    warnings,
  };
}

/** The words of the button: a verb and an amount. */
export function loadWords({ rows, replaced }: LoadPlan): string {
  const [table] = replaced;
  if (table === undefined) return `Load ${showAmount(rows, 'row')}`;
  return replaced.length === 1
    ? `Replace ${table} with ${showAmount(rows, 'row')}`
    : `Replace ${showCount(replaced.length)} tables with ${showAmount(rows, 'row')}`;
}
