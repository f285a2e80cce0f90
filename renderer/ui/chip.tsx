import { Button, Select } from 'react-aria-components';
import styles from './chip.module.css';
import { cx } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { OptionList } from './option-list.tsx';
import type { Option } from './option.ts';

/** plain: detected. set: a person chose it. ask: ambiguous and unanswered; the primary button waits for it. */
export type ChipState = 'plain' | 'set' | 'ask';

interface ChipProps<Id extends string> {
  /** What is chosen, in grey: `Delimiter`. */
  readonly label: string;
  readonly options: readonly Option<Id>[];
  /** The option that holds now; null while a question is open. */
  readonly selected: Id | null;
  readonly onChoose: (id: Id) => void;
  /** Shown instead of the option's own label, for instance the question of an `ask`. */
  readonly value?: string;
  readonly state?: ChipState;
  readonly icon?: IconName;
  /** The label is said and not shown: it stands above, in a list of choices. */
  readonly hideLabel?: boolean;
  /** As wide as its place. */
  readonly block?: boolean;
  readonly isDisabled?: boolean;
}

/** A choice on one line: its label in grey, its value in ink. The keyboard opens it as the pointer does. */
export function Chip<Id extends string>({ label, options, selected, onChoose, ...more }: ChipProps<Id>) {
  const { value, state = 'plain', icon, hideLabel, block, isDisabled } = more;
  const shown = value ?? options.find((option) => option.id === selected)?.label ?? '';
  return (
    <Select
      aria-label={label}
      className={cx(styles['select'], block === true && styles['block'])}
      value={selected}
      onChange={(key) => {
        const chosen = options.find((option) => option.id === key);
        if (chosen !== undefined) onChoose(chosen.id);
      }}
      isDisabled={isDisabled === true}
    >
      <Button className={cx(styles['chip'], styles[state])} aria-label={`${label}: ${shown}`} data-state={state}>
        {icon === undefined ? null : <Icon name={icon} size={14} className={styles['lead']} />}
        {hideLabel === true ? null : <span className={styles['label']}>{label}</span>}
        <b className={styles['value']}>{shown}</b>
        {isDisabled === true ? null : <Icon name="down" size={10} className={styles['caret']} />}
      </Button>
      <OptionList options={options} />
    </Select>
  );
}
