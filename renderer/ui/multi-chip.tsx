import { Button, Select } from 'react-aria-components';
import styles from './chip.module.css';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';
import { OptionList } from './option-list.tsx';
import type { Option } from './option.ts';

interface MultiChipProps<Id extends string> {
  /** What is chosen, in grey. */
  readonly label: string;
  /** What holds, in words. */
  readonly value: string;
  readonly options: readonly Option<Id>[];
  readonly selected: readonly Id[];
  readonly onChoose: (ids: readonly Id[]) => void;
  /** Whether a person chose it. */
  readonly isSet: boolean;
  readonly isDisabled?: boolean;
}

/** A chip of which several options hold at once; its list stays open while they are chosen. */
export function MultiChip<Id extends string>({
  label,
  value,
  options,
  selected,
  onChoose,
  ...more
}: MultiChipProps<Id>) {
  const isDisabled = more.isDisabled === true;
  return (
    <Select
      aria-label={label}
      className={styles['select'] ?? ''}
      selectionMode="multiple"
      value={selected}
      onChange={(keys) => onChoose(options.flatMap(({ id }) => (keys.includes(id) ? [id] : [])))}
      isDisabled={isDisabled}
    >
      <Button className={cx(styles['chip'], more.isSet && styles['set'])} aria-label={`${label}: ${value}`}>
        <span className={styles['label']}>{label}</span>
        <b className={styles['value']}>{value}</b>
        {isDisabled ? null : <Icon name="down" size={10} className={styles['caret']} />}
      </Button>
      <OptionList options={options} />
    </Select>
  );
}
