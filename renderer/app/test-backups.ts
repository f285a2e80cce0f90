import { implement } from '@orpc/server';
import { backups as contract } from '#shared/contract/backups.ts';

const folder = { folder: '/home/ana/backups', chosen: true, canChoose: true };

/** The scene has no backups, and makes none: that takes files and a server. */
export function backupHandlers() {
  const os = implement(contract);
  const none = (what: string): never => {
    throw new Error(`No scene answers ${what}`);
  };
  return {
    list: os.list.handler(() => ({ folder: folder.folder, total: 0, backups: [] })),
    open: os.open.handler(({ input }) => none(`backups.open: ${input.path}`)),
    start: os.start.handler(({ input }) => none(`backups.start: ${input.connectionId}`)),
    verify: os.verify.handler(({ input }) => none(`backups.verify: ${input.paths.join(', ')}`)),
    remove: os.remove.handler(({ input }) => none(`backups.remove: ${input.path}`)),
    folder: os.folder.handler(() => folder),
    chooseFolder: os.chooseFolder.handler(({ input }) => none(`backups.chooseFolder: ${input.folder}`)),
  };
}
