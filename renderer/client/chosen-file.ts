import type { SourceRef } from '#shared/load.ts';
import { sourceOf, type TakeOptions } from './source-of.ts';
import { windowBridge } from './window-bridge.ts';

/** A file that a person dropped or chose, before the backend knows it. */
export interface ChosenFile {
  readonly name: string;
  /** Null where only the backend can tell. */
  readonly bytes: number | null;
  /** On this machine; null in a browser, which does not tell it. */
  readonly path: string | null;
  /** Makes it known to the backend. Faults: as sourceOf. */
  take(options?: TakeOptions): Promise<SourceRef>;
}

/** A file of the page, for instance of a drop. */
export const chosenFile = (file: File): ChosenFile => ({
  name: file.name,
  bytes: file.size,
  path: windowBridge()?.pathOf(file) || null,
  take: (options) => sourceOf(file, options),
});

/** A file of this machine by its path. */
export const chosenPath = (path: string): ChosenFile => ({
  name: path.split(/[\\/]/).at(-1) ?? path,
  bytes: null,
  path,
  take: () => Promise.resolve({ kind: 'path', path }),
});

/** Shows the dialog for files; empty when it was cancelled. In a browser only right after a click or a key. */
export async function chooseFiles(): Promise<readonly ChosenFile[]> {
  const bridge = windowBridge();
  if (bridge !== null) return (await bridge.pick()).map(chosenPath);
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.hidden = true;
    const end = (files: readonly ChosenFile[]): void => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () => end([...(input.files ?? [])].map(chosenFile)));
    input.addEventListener('cancel', () => end([]));
    // In the page while its dialog is open: nothing else holds it, and a collected input answers nobody.
    document.body.append(input);
    input.click();
  });
}
