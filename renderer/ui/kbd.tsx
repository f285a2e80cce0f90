import styles from './kbd.module.css';
import { cx } from './class-names.ts';
import { showKeys } from './show-keys.ts';

interface KbdProps {
  /** `mod+O`, `shift+F8`, `escape`: `mod` is Ctrl, or Cmd on a Mac. */
  readonly keys: string;
  readonly className?: string | undefined;
}

/** A shortcut, written as the system writes it. */
export function Kbd({ keys, className }: KbdProps) {
  return <kbd className={cx(styles['kbd'], className)}>{showKeys(keys)}</kbd>;
}
