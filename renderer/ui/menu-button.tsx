import type { ReactNode } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Button, type ButtonVariant } from './button.tsx';
import { cx } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly detail?: ReactNode;
  readonly icon?: IconName;
  /** Shortcut shown at the end, for instance `mod+O`. */
  readonly keys?: string;
  readonly isDisabled?: boolean;
  /** Red: the step destroys. */
  readonly destroys?: boolean;
  /** A line above it. */
  readonly apart?: boolean;
}

interface MenuButtonProps {
  /** The words in the button; with `iconOnly` they are its name and not shown. */
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly onChoose: (id: string) => void;
  readonly icon?: IconName;
  readonly iconOnly?: boolean;
  readonly variant?: ButtonVariant;
  readonly isDisabled?: boolean;
}

const Entry = ({ entry }: { readonly entry: MenuEntry }) => (
  <MenuItem
    id={entry.id}
    textValue={entry.label}
    isDisabled={entry.isDisabled === true}
    className={cx(styles['item'], entry.destroys === true && styles['destroys'])}
  >
    {entry.icon === undefined ? null : <Icon name={entry.icon} className={styles['icon']} />}
    <span className={styles['words']}>
      {entry.label}
      {entry.detail === undefined ? null : <small className={styles['detail']}>{entry.detail}</small>}
    </span>
    {entry.keys === undefined ? null : <Kbd keys={entry.keys} />}
  </MenuItem>
);

/** A button that opens a menu of actions. */
export function MenuButton({ label, entries, onChoose, icon, iconOnly, variant, isDisabled }: MenuButtonProps) {
  const parts = entries.flatMap((entry) => [
    ...(entry.apart === true ? [<Separator key={`${entry.id} line`} className={styles['separator'] ?? ''} />] : []),
    <Entry key={entry.id} entry={entry} />,
  ]);
  return (
    <MenuTrigger>
      <Button
        variant={variant ?? 'secondary'}
        caret={iconOnly !== true}
        isDisabled={isDisabled === true}
        {...(icon === undefined ? {} : { icon })}
        {...(iconOnly === true ? { 'aria-label': label } : { children: label })}
      />
      <Popover className={styles['popover'] ?? ''} offset={4} placement="bottom end" containerPadding={8}>
        <Menu className={styles['menu'] ?? ''} aria-label={label} onAction={(key) => onChoose(String(key))}>
          {parts}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
