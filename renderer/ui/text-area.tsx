import type { ReactNode } from 'react';
import { FieldError, Label, Text, TextArea as AriaTextArea, TextField } from 'react-aria-components';
import { cx } from './class-names.ts';
import styles from './field.module.css';

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Lines in sight. */
  readonly rows?: number;
  readonly hint?: ReactNode;
  /** What is wrong with the value; a sentence. */
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
}

/** Several lines of raw values, with their label above and what is wrong below. */
export const TextArea = ({ label, value, onChange, rows = 4, hint, error, isDisabled }: TextAreaProps) => (
  <TextField
    className={styles['field'] ?? ''}
    value={value}
    onChange={onChange}
    isInvalid={error !== undefined}
    isDisabled={isDisabled === true}
    validationBehavior="aria"
    spellCheck="false"
  >
    <Label className={styles['label'] ?? ''}>{label}</Label>
    <AriaTextArea rows={rows} className={cx(styles['box'], styles['area'], styles['mono'])} />
    {hint === undefined ? null : (
      <Text slot="description" className={styles['hint'] ?? ''}>
        {hint}
      </Text>
    )}
    <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
  </TextField>
);
