import { expect, test } from 'vitest';
import type { MenuItemConstructorOptions } from 'electron';
import { menuTemplate } from './menu-template.ts';

const flat = (platform: NodeJS.Platform): readonly MenuItemConstructorOptions[] =>
  menuTemplate(platform, () => undefined).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));

test.each(['darwin', 'linux', 'win32'] as const)('%s has one way to quit, one to the settings, and no key twice', (platform) => {
  const items = flat(platform);
  expect(items.filter(({ role }) => role === 'quit')).toHaveLength(1);
  expect(items.filter(({ id }) => id === 'settings')).toHaveLength(1);
  const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
  expect(new Set(keys).size).toBe(keys.length);
});

test('files open by the key that people know', () => {
  expect(flat('linux').find(({ id }) => id === 'openFiles')?.accelerator).toBe('CmdOrCtrl+O');
});

test('macOS begins with the menu of the app, the others do not', () => {
  expect(menuTemplate('darwin', () => undefined)[0]?.role).toBe('appMenu');
  expect(menuTemplate('win32', () => undefined)[0]?.role).toBe('fileMenu');
});
