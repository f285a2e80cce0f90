import { useEffect, useEffectEvent } from 'react';

/** Keys pressed together, `Mod` being Ctrl, and Cmd on a Mac: `Mod+O`, `Shift+F8`, `Escape`. */
export type Shortcut = 'Mod+Enter' | 'Mod+F' | 'Mod+K' | 'Mod+O' | 'F8' | 'Shift+F8' | 'Escape';

/** Whether this machine has a Command key. */
export const isMac = (platform = navigator.platform): boolean => platform.startsWith('Mac');

const names: Readonly<Record<string, string>> = { Escape: 'Esc' };
const macNames: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Enter: '↩', Escape: 'Esc' };

/** How a shortcut is written in a button: `Ctrl Enter`, on a Mac `⌘↩`. */
export function showShortcut(shortcut: Shortcut, mac = isMac()): string {
  const keys = shortcut.split('+');
  if (mac) return keys.map((key) => macNames[key] ?? key).join('');
  return keys.map((key) => (key === 'Mod' ? 'Ctrl' : (names[key] ?? key))).join(' ');
}

/** Whether a key press is this shortcut and no other. */
export function isShortcut(event: KeyboardEvent, shortcut: Shortcut, mac = isMac()): boolean {
  const keys = shortcut.split('+');
  const key = keys.at(-1) ?? '';
  const wantsMod = keys.includes('Mod');
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (mac ? event.metaKey : event.ctrlKey) === wantsMod &&
    (mac ? event.ctrlKey : event.metaKey) === false &&
    event.shiftKey === keys.includes('Shift') &&
    !event.altKey
  );
}

/**
 * Does something when a shortcut is pressed anywhere in the window. What an open menu or a popover takes for itself
 * (Escape closes it) does not come here.
 */
export function useShortcut(shortcut: Shortcut, onPress: () => void, enabled = true): void {
  const press = useEffectEvent(onPress);
  useEffect(() => {
    if (!enabled) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !isShortcut(event, shortcut)) return;
      event.preventDefault();
      press();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [shortcut, enabled]);
}
