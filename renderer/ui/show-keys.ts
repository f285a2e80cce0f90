const MAC = /mac|iphone|ipad/i;

/** Whether shortcuts are written and pressed as on a Mac. */
export const isMac = (): boolean => typeof navigator !== 'undefined' && MAC.test(navigator.platform);

const macSigns: Readonly<Record<string, string>> = { mod: '⌘', shift: '⇧', alt: '⌥', enter: '↩', escape: 'Esc' };
const plainWords: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  enter: 'Enter',
  escape: 'Esc',
};

/** A shortcut as the system writes it: `mod+O` is `Ctrl O`, or `⌘O` on a Mac. */
export function showKeys(keys: string, mac: boolean = isMac()): string {
  const names = mac ? macSigns : plainWords;
  return keys
    .split('+')
    .map((key) => names[key.toLowerCase()] ?? key)
    .join(mac ? '' : ' ');
}
