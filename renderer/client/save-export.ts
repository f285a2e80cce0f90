import type { ExportFormat, RejectFilter } from '#shared/contract/rejects.ts';
import type { Client } from './connection.ts';
import { windowBridge } from './window-bridge.ts';

/** What an export became. */
export interface SavedExport {
  readonly name: string;
  readonly rows: number;
  /** Where it lies; null in a browser, which has its own place for downloads. */
  readonly path: string | null;
}

/** Has the browser save what lies behind an address of the host. */
function download(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
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
  const bridge = windowBridge();
  const path = bridge === null ? null : await bridge.chooseSavePath(suggestedName);
  if (bridge !== null && path === null) return null;
  const saved = await client.rejects.export({ ...filter, format, path });
  if (saved.href !== null) download(saved.href, saved.name);
  return { name: saved.name, rows: saved.rows, path: saved.path };
}
