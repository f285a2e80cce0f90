import type { ReactNode } from 'react';
import { Button, Label, Select, Text } from 'react-aria-components';
import { cx } from './class-names.ts';
import styles from './field.module.css';
import { Icon } from './icon.tsx';
import { OptionList } from './option-list.tsx';
import type { Option } from './option.ts';

interface SelectFieldProps<Id extends string> {
  readonly label: string;
  readonly options: readonly Option<Id>[];
  readonly selected: Id | null;
  readonly onChoose: (id: Id) => void;
  readonly placeholder?: string;
  /** Below the field: what the choice means. */
  readonly hint?: ReactNode;
  readonly isDisabled?: boolean;
  readonly className?: string | undefined;
}

/** One of several, with its label above: in forms. On a toolbar a Chip does the same. */
export function SelectField<Id extends string>({ label, options, selected, onChoose, ...more }: SelectFieldProps<Id>) {
  const { placeholder, hint, isDisabled, className } = more;
  const shown = options.find((option) => option.id === selected)?.label;
  return (
    <Select
      className={cx(styles['field'], className)}
      value={selected}
      onChange={(key) => {
        const chosen = options.find((option) => option.id === key);
        if (chosen !== undefined) onChoose(chosen.id);
      }}
      isDisabled={isDisabled === true}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Button className={cx(styles['box'], styles['select'])}>
        <span className={cx(styles['value'], shown === undefined && styles['placeholder'])}>
          {shown ?? placeholder}
        </span>
        <Icon name="down" size={12} />
      </Button>
      {hint === undefined ? null : (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      <OptionList options={options} />
    </Select>
  );
}
