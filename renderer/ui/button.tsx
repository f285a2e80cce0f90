import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { cx } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { showKeys } from './show-keys.ts';

/**
 * primary: filled water, one a screen. secondary: outlined. plain: text. danger: red outline, leads to a step that
 * destroys. destroy: filled red, the step itself, only after a plan has been shown.
 */
export type ButtonVariant = 'primary' | 'secondary' | 'plain' | 'danger' | 'destroy';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  readonly children?: ReactNode;
  readonly variant?: ButtonVariant;
  /** 34 px, for the one button that a panel is about. */
  readonly big?: boolean;
  readonly icon?: IconName;
  /** Caret at the end: the button opens a menu. */
  readonly caret?: boolean;
  /** Shortcut shown in the button, for instance `mod+O`; whoever shows it also listens for it. */
  readonly keys?: string;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button says a verb and, where there is one, an amount. */
export function Button({ children, variant = 'secondary', big, icon, caret, keys, className, ...rest }: ButtonProps) {
  const iconOnly = children === undefined;
  return (
    <AriaButton
      {...rest}
      className={cx(styles['button'], styles[variant], big && styles['big'], iconOnly && styles['iconOnly'], className)}
    >
      {icon === undefined ? null : <Icon name={icon} size={iconOnly ? 16 : 15} />}
      {children}
      {keys === undefined ? null : (
        <kbd className={styles['keys']} aria-hidden="true">
          {showKeys(keys)}
        </kbd>
      )}
      {caret === true ? <Icon name="down" size={12} className={styles['caret']} /> : null}
    </AriaButton>
  );
}
