import type { TableName } from '#shared/column.ts';
import type { Preview } from '#shared/contract/imports.ts';
import type { Fault } from '#shared/fault.ts';
import type { JobPart } from '#shared/job.ts';
import type { ImportItem, Ledger, LoadOptions } from '#shared/load.ts';
import { showAmount, showCount, showShare } from '#shared/units.ts';
import type { BatchFile, NewTable } from './batch.ts';
import type { FileInOrder } from './order-files.ts';

/** One file of the batch with all that is known of it now. */
export interface FileView extends FileInOrder {
  readonly file: BatchFile;
  /** How the file is read as it is set now; null until that is known. */
  readonly preview: Preview | null;
  /** What is shown meanwhile: the preview before the last change. */
  readonly shown: Preview | null;
  /** Why it cannot be read. */
  readonly fault: Fault | null;
  /** What only a person can answer before the file can be checked. */
  readonly question: 'target' | 'match' | 'dialect' | null;
  /** What a check or a load is asked to do with it; null while a question or a fault stands. */
  readonly item: ImportItem | null;
}

function questionOf(preview: Preview): FileView['question'] {
  if (preview.target === null) return 'target';
  if (preview.ambiguous.length > 0) return 'dialect';
  return preview.match.length === 0 || preview.unfilled.length > 0 ? 'match' : null;
}

function itemOf(preview: Preview, { update, newTable = null }: BatchFile): ImportItem | null {
  const { target, source, dialect, width, match, matched, targetExists } = preview;
  return questionOf(preview) !== null || target === null
    ? null
    : { source, dialect, target, width, match, matched, targetExists, update, createBy: createByOf(target, newTable) };
}

/** The statement that a person wrote for this table. */
const createByOf = ({ schema, table }: TableName, newTable: NewTable | null): string | null =>
  newTable?.target.table === table && newTable.target.schema === schema ? newTable.createBy : null;

function parentsOf(preview: Preview): readonly TableName[] {
  const { target } = preview;
  if (target === null) return [];
  return preview.columns.flatMap(({ reference }) =>
    reference === null ? [] : [{ schema: reference.schema ?? target.schema, table: reference.table }],
  );
}

/** What is known of a file from its preview. */
export function viewOf(file: BatchFile, preview: Preview | null, shown: Preview | null, fault: Fault | null): FileView {
  return {
    key: file.key,
    file,
    preview,
    shown,
    fault: file.fault ?? fault,
    target: shown?.target ?? file.target,
    parents: shown === null ? [] : parentsOf(shown),
    question: preview === null ? null : questionOf(preview),
    item: preview === null ? null : itemOf(preview, file),
  };
}

/** The part of a job that is about each file. Parts come in the order of the backend; files of one name take theirs in turn. */
export function partsByKey(views: readonly FileView[], parts: readonly JobPart[]): ReadonlyMap<string, JobPart> {
  const left = [...parts];
  const found = new Map<string, JobPart>();
  for (const { key, preview } of views) {
    const at = left.findIndex(
      (part) =>
        part.sourceName === preview?.name &&
        part.table === preview.target?.table &&
        part.schema === preview.target.schema,
    );
    const [part] = at < 0 ? [] : left.splice(at, 1);
    if (part !== undefined) found.set(key, part);
  }
  return found;
}

/** The sentence of a load that its own limit would roll back, or ask about; null when it would go through. */
export function rollbackSentence(what: string, ledger: Ledger, options: LoadOptions): string | null {
  const { rejected, read } = ledger;
  if (rejected === 0) return null;
  if (options.allOrNothing) return `${what} would roll back: ${showAmount(rejected, 'row')} would be rejected.`;
  const limit = options.maxRejects;
  if (limit === null) return null;
  const over = limit.unit === 'rows' ? rejected > limit.value : rejected * 100 > limit.value * read;
  if (!over) return null;
  const would = options.ask ? 'would ask, and roll back unless told to go on' : 'would roll back';
  return limit.unit === 'rows'
    ? `${what} ${would}: ${showAmount(rejected, 'reject')}, the limit is ${showCount(limit.value)}.`
    : `${what} ${would}: ${showShare(rejected, read)} rejects, the limit is ${limit.value} %.`;
}

/** Sums of several ledgers; without marks, for each file has its own channel. */
export const sumOf = (ledgers: readonly Ledger[]): Ledger =>
  ledgers.reduce<Ledger>(
    (sum, ledger) => ({
      read: sum.read + ledger.read,
      inserted: sum.inserted + ledger.inserted,
      updated: sum.updated + ledger.updated,
      skipped: sum.skipped + ledger.skipped,
      rejected: sum.rejected + ledger.rejected,
      marks: [],
    }),
    { read: 0, inserted: 0, updated: 0, skipped: 0, rejected: 0, marks: [] },
  );
