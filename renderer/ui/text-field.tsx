import type { ReactNode, Ref } from 'react';
import { FieldError, Input, Label, Text, TextField as AriaTextField } from 'react-aria-components';
import { cx } from './class-names.ts';
import styles from './field.module.css';
import { Icon, type IconName } from './icon.tsx';
import { showKeys } from './show-keys.ts';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The label is said and not shown, as in a search field. */
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
  readonly icon?: IconName;
  /** Shortcut that brings the focus here, shown while the field is empty. */
  readonly keys?: string;
  readonly type?: 'text' | 'password' | 'search' | 'url';
  readonly inputMode?: 'text' | 'numeric';
  /** Below the field: what to write. */
  readonly hint?: ReactNode;
  /** What is wrong with the value; a sentence. */
  readonly error?: string | undefined;
  /** Set in mono: paths, addresses, raw values. */
  readonly mono?: boolean;
  readonly isDisabled?: boolean;
  readonly isRequired?: boolean;
  readonly autoFocus?: boolean;
  readonly autoComplete?: string;
  readonly name?: string;
  readonly onBlur?: () => void;
  readonly className?: string | undefined;
  /** At the end of the box: a button of its own. */
  readonly end?: ReactNode;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A line of text, with its label above and what is wrong below. */
export function TextField({ label, value, onChange, inputRef, className, ...more }: TextFieldProps) {
  const { hideLabel, placeholder, icon, keys, type = 'text', inputMode, hint, error, mono, isDisabled, end } = more;
  return (
    <AriaTextField
      className={cx(styles['field'], className)}
      value={value}
      onChange={onChange}
      type={type}
      isDisabled={isDisabled === true}
      isRequired={more.isRequired === true}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      // The caller says where the focus belongs when a form opens.
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- a form that was just opened on request
      autoFocus={more.autoFocus === true}
      autoComplete={more.autoComplete ?? 'off'}
      spellCheck="false"
      {...(inputMode === undefined ? {} : { inputMode })}
      {...(more.name === undefined ? {} : { name: more.name })}
      {...(more.onBlur === undefined ? {} : { onBlur: more.onBlur })}
      {...(hideLabel === true ? { 'aria-label': label } : {})}
    >
      {hideLabel === true ? null : <Label className={styles['label'] ?? ''}>{label}</Label>}
      <span className={styles['box']}>
        {icon === undefined ? null : <Icon name={icon} />}
        <Input
          ref={inputRef}
          className={cx(styles['input'], mono === true && styles['mono'])}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
        {keys === undefined || value !== '' ? null : (
          <kbd className={styles['keys']} aria-hidden="true">
            {showKeys(keys)}
          </kbd>
        )}
        {end}
      </span>
      {hint === undefined ? null : (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
