import { windowBridge } from './window-bridge.ts';

/** What a call answers that offers a file or has written it. */
interface WrittenFile {
  readonly name: string;
  /** Where it can be fetched; null: it was written to `path`. */
  readonly href: string | null;
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
 * Saves a file of the backend: asks for a place in Electron, downloads in a browser. Null: the person cancelled.
 * @param suggestedName file name that the dialog begins with
 * @param write has the file written to a path, or, with null, offered for a download
 */
export async function saveFile<File extends WrittenFile>(
  suggestedName: string,
  write: (path: string | null) => Promise<File>,
): Promise<File | null> {
  const bridge = windowBridge();
  const path = bridge === null ? null : await bridge.chooseSavePath(suggestedName);
  if (bridge !== null && path === null) return null;
  const saved = await write(path);
  if (saved.href !== null) download(saved.href, saved.name);
  return saved;
}
