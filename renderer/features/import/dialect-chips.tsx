import type { Preview } from '#shared/contract/imports.ts';
import type { DialectChoice } from '#shared/dialect.ts';
import { Chip } from '../../ui/chip.tsx';
import styles from './dialect-chips.module.css';
import { choosePart, detected, partChoices } from './dialect-options.ts';

interface DialectChipsProps {
  readonly preview: Preview;
  readonly choice: DialectChoice;
  readonly onChange: (choice: DialectChoice) => void;
  readonly isDisabled: boolean;
}

/** How the file is read: what was detected, and what a person set instead. */
export const DialectChips = ({ preview, choice, onChange, isDisabled }: DialectChipsProps) => (
  <div className={styles['chips']} role="group" aria-label="How the file is read">
    <Chip
      label="Encoding"
      options={[{ id: 'utf-8', label: 'UTF-8' }]}
      selected="utf-8"
      onChoose={() => undefined}
      isDisabled
    />
    {partChoices(preview.dialect).map(({ part, label, selected, options }) => {
      const isSet = part in choice;
      return (
        <Chip
          key={part}
          label={label}
          selected={selected}
          options={isSet ? [...options, { id: detected, label: 'As detected' }] : options}
          state={isSet ? 'set' : 'plain'}
          onChoose={(value) => onChange(choosePart(choice, part, value))}
          isDisabled={isDisabled}
        />
      );
    })}
  </div>
);
