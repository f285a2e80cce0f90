import type { ExportFormat, FixOutcome, RejectFilter } from '#shared/contract/rejects.ts';
import type { Client } from './connection.ts';
import { saveFile } from './save-file.ts';

/** Follows a job to its end: what it did; null: it was cancelled. Faults: that of the job. */
export type FollowJob = (jobId: string) => Promise<FixOutcome | null>;

/** What an export became. */
export interface SavedExport {
  readonly name: string;
  /** Null: that was not counted yet when it began. */
  readonly rows: number | null;
  /** Where it lies; null in a browser, which has its own place for downloads. */
  readonly path: string | null;
}

/**
 * Exports the rejects that fit a filter: asks for a place in Electron, downloads in a browser. Null: the person cancelled.
 * @param suggestedName file name that the dialog begins with
 * @param follow follows the job of an export that takes its time
 * Faults: as rejects.export, export.unwritable.
 */
export async function saveExport(
  client: Client,
  filter: RejectFilter,
  format: ExportFormat,
  { suggestedName, follow }: { readonly suggestedName: string; readonly follow: FollowJob },
): Promise<SavedExport | null> {
  const saved = await saveFile(suggestedName, (path) => client.rejects.export({ ...filter, format, path }));
  if (saved === null) return null;
  const { name, rows, path, jobId } = saved;
  if (jobId === null) return { name, rows, path };
  const written = await follow(jobId);
  return written === null ? null : { name, rows: written.rows, path };
}
