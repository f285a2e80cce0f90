import { useEffect, useEffectEvent } from 'react';
import { isMac } from '../ui/show-keys.ts';

/** Keys pressed together, as `showKeys` writes them; `mod` is Ctrl, and Cmd on a Mac. */
export type Shortcut =
  | 'mod+Enter'
  | 'mod+F'
  | 'mod+K'
  | 'mod+O'
  | 'mod+Y'
  | 'mod+Z'
  | 'mod+shift+Z'
  | 'F8'
  | 'shift+F8'
  | 'escape';

/** Whether a key press is this shortcut and no other. */
export function isShortcut(event: KeyboardEvent, shortcut: Shortcut, mac = isMac()): boolean {
  const keys = shortcut.toLowerCase().split('+');
  return (
    event.key.toLowerCase() === keys.at(-1) &&
    (mac ? event.metaKey : event.ctrlKey) === keys.includes('mod') &&
    !(mac ? event.ctrlKey : event.metaKey) &&
    event.shiftKey === keys.includes('shift') &&
    !event.altKey
  );
}

const pressed = 'sluice:shortcut';

/** What a press of the shortcut would do, asked by the menu: its keys do not come to the page. */
export function pressShortcut(shortcut: Shortcut): void {
  window.dispatchEvent(new CustomEvent<Shortcut>(pressed, { detail: shortcut }));
}

/** Inputs in which nothing is written. */
const notWritten: ReadonlySet<string> = new Set(['checkbox', 'radio', 'button', 'file']);

/** Whether a field that is written in has this shortcut for itself: it undoes what was typed there. */
const isOfField = (target: EventTarget | null, shortcut: Shortcut): boolean =>
  ((target instanceof HTMLInputElement && !notWritten.has(target.type)) || target instanceof HTMLTextAreaElement) &&
  /[yz]$/i.test(shortcut);

const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('dialog, [role="dialog"], [role="alertdialog"]') !== null;

/**
 * Does something when a shortcut is pressed anywhere in the window. What an open menu or a popover takes for itself
 * (Escape closes it) does not come here.
 */
export function useShortcut(shortcut: Shortcut, onPress: () => void, enabled = true): void {
  const press = useEffectEvent(onPress);
  useEffect(() => {
    if (!enabled) return undefined;
    // A button that has the focus would take Ctrl Enter for an Enter of its own: shortcuts with Ctrl come before it, all
    // others after whatever is open has had its chance.
    const comesFirst = shortcut.startsWith('mod+');
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !isShortcut(event, shortcut)) return;
      if ((comesFirst && isInDialog(event.target)) || isOfField(event.target, shortcut)) return;
      event.preventDefault();
      if (comesFirst) event.stopPropagation();
      press();
    };
    const onPressed = (event: Event): void => {
      if (event instanceof CustomEvent && event.detail === shortcut) press();
    };
    window.addEventListener('keydown', onKeyDown, comesFirst);
    window.addEventListener(pressed, onPressed);
    return () => {
      window.removeEventListener('keydown', onKeyDown, comesFirst);
      window.removeEventListener(pressed, onPressed);
    };
  }, [shortcut, enabled]);
}
