import { implement } from '@orpc/server';
import { app } from '#shared/contract/app.ts';
import type { Rooms } from './rooms.ts';

/** Handlers of the calls of the area `app`. */
export function appCalls({ info, history, changes }: Rooms) {
  const os = implement(app);
  return {
    info: os.info.handler(() => info),
    changes: os.changes.handler(({ signal }) => changes.watch(signal)),
    settings: os.settings.handler(() => history.settings.get()),
    changeSettings: os.changeSettings.handler(({ input }) => {
      const settings = history.settings.change(input);
      changes.emit('settings');
      return settings;
    }),
  };
}
