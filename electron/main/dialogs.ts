import type { BrowserWindow, Dialog } from 'electron';

/** Asks for files to import; empty when the person cancelled. */
export async function pickFiles(dialog: Dialog, window: BrowserWindow): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open files',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Delimited text', extensions: ['csv', 'tsv', 'txt'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? [] : filePaths;
}

/** Asks where to save; null when the person cancelled. */
export async function chooseSavePath(dialog: Dialog, window: BrowserWindow, suggestedName: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save',
    defaultPath: suggestedName,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled ? null : filePath;
}
