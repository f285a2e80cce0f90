import type { MenuItemConstructorOptions } from 'electron';
import type { AppCommand } from '#shared/window-bridge.ts';

/** The menus of the app, with the roles that people know; what is ours goes to the window as a command. */
export function menuTemplate(
  platform: NodeJS.Platform,
  send: (command: AppCommand) => void,
): readonly MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const item = (label: string, accelerator: string, command: AppCommand): MenuItemConstructorOptions => ({
    id: command,
    label,
    accelerator,
    click: () => send(command),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const settings = item('Settings…', 'CmdOrCtrl+,', 'settings');
  return [
    ...(isMac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              { role: 'about' as const },
              separator,
              settings,
              separator,
              { role: 'services' as const },
              separator,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              separator,
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      role: 'fileMenu',
      submenu: [
        item('Open Files…', 'CmdOrCtrl+O', 'openFiles'),
        item('Connections', 'CmdOrCtrl+Shift+C', 'connections'),
        separator,
        ...(isMac ? [{ role: 'close' as const }] : [settings, separator, { role: 'quit' as const }]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: [
        item('Command Palette…', 'CmdOrCtrl+K', 'palette'),
        item('Find', 'CmdOrCtrl+F', 'find'),
        item('Next Problem', 'F8', 'nextProblem'),
      ],
    },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
