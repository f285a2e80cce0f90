import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { Option } from './option.ts';
import styles from './segments.module.css';

interface SegmentsProps<Id extends string> {
  readonly label: string;
  readonly options: readonly Option<Id>[];
  readonly selected: Id;
  readonly onChoose: (id: Id) => void;
  /** The label is said and not shown. */
  readonly hideLabel?: boolean;
  readonly isDisabled?: boolean;
}

/** One of two to four, all in sight. */
export const Segments = <Id extends string>({ label, options, selected, onChoose, ...more }: SegmentsProps<Id>) => (
  <RadioGroup
    className={styles['group'] ?? ''}
    orientation="horizontal"
    value={selected}
    onChange={(id) => {
      const chosen = options.find((option) => option.id === id);
      if (chosen !== undefined) onChoose(chosen.id);
    }}
    isDisabled={more.isDisabled === true}
    {...(more.hideLabel === true ? { 'aria-label': label } : {})}
  >
    {more.hideLabel === true ? null : <Label className={styles['label'] ?? ''}>{label}</Label>}
    <div className={styles['segments']}>
      {options.map((option) => (
        <Radio
          key={option.id}
          value={option.id}
          className={styles['segment'] ?? ''}
          isDisabled={option.isDisabled === true}
        >
          {option.label}
        </Radio>
      ))}
    </div>
  </RadioGroup>
);
