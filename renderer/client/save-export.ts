import type { ExportFormat, RejectFilter } from '#shared/contract/rejects.ts';
import type { Client } from './connection.ts';
import { saveFile } from './save-file.ts';

/** What an export became. */
export interface SavedExport {
  readonly name: string;
  readonly rows: number;
  /** Where it lies; null in a browser, which has its own place for downloads. */
  readonly path: string | null;
}

/**
 * Exports the rejects that fit a filter: asks for a place in Electron, downloads in a browser. Null: the person cancelled.
 * @param suggestedName file name that the dialog begins with
 * Faults: as rejects.export, export.unwritable.
 */
export async function saveExport(
  client: Client,
  filter: RejectFilter,
  format: ExportFormat,
  suggestedName: string,
): Promise<SavedExport | null> {
  const saved = await saveFile(suggestedName, (path) => client.rejects.export({ ...filter, format, path }));
  return saved === null ? null : { name: saved.name, rows: saved.rows, path: saved.path };
}
