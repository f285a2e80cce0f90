import type { BrowserWindow, Dialog, IpcMain, IpcMainEvent, IpcMainInvokeEvent, Shell, WebContents } from 'electron';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { CHANNEL } from '#shared/window-bridge.ts';
import { PAGE_ORIGIN } from './app-protocol.ts';
import { chooseSavePath, pickFiles } from './dialogs.ts';

export interface PageAnswers {
  readonly ipcMain: IpcMain;
  readonly dialog: Dialog;
  readonly shell: Shell;
  readonly windowOf: (contents: WebContents) => BrowserWindow | null;
  /** Hands the window a port to the backend. */
  readonly connect: (contents: WebContents) => void;
}

/** Whether a message comes from our page in the window itself: no frame in it, no other page. */
function isOurPage({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return (
    senderFrame !== null &&
    senderFrame === sender.mainFrame &&
    (senderFrame.url === PAGE_ORIGIN || senderFrame.url.startsWith(`${PAGE_ORIGIN}/`))
  );
}

const nameSchema = z.string().min(1).max(255);
const pathSchema = z.string().max(4096).refine(isAbsolute);

/** Answers what the preload asks for the page. Whoever else asks gets nothing; what does not fit is not done. */
export function answerPage({ ipcMain, dialog, shell, windowOf, connect }: PageAnswers): void {
  ipcMain.on(CHANNEL.connect, (event) => {
    if (isOurPage(event)) connect(event.sender);
  });
  ipcMain.handle(CHANNEL.pick, (event) => {
    const window = windowOf(event.sender);
    return isOurPage(event) && window !== null ? pickFiles(dialog, window) : [];
  });
  ipcMain.handle(CHANNEL.chooseSavePath, (event, suggestedName: unknown) => {
    const window = windowOf(event.sender);
    const name = nameSchema.safeParse(suggestedName);
    return isOurPage(event) && window !== null && name.success ? chooseSavePath(dialog, window, name.data) : null;
  });
  ipcMain.handle(CHANNEL.reveal, (event, path: unknown) => {
    const asked = pathSchema.safeParse(path);
    if (isOurPage(event) && asked.success) shell.showItemInFolder(asked.data);
  });
}
