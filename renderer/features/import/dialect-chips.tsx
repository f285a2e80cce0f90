import { Group } from 'react-aria-components';
import type { Preview } from '#shared/contract/imports.ts';
import type { DialectChoice } from '#shared/dialect.ts';
import { Chip } from '../../ui/chip.tsx';
import styles from './dialect-chips.module.css';
import { choosePart, detected, formatNames, lineEndNames, partChoices } from './dialect-options.ts';

interface DialectChipsProps {
  readonly preview: Preview;
  readonly choice: DialectChoice;
  readonly onChange: (choice: DialectChoice) => void;
  readonly isDisabled: boolean;
}

/** What was found and leaves no choice. */
const Fact = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <Chip label={label} options={[{ id: value, label: value }]} selected={value} onChoose={() => undefined} isDisabled />
);

/** How the file is read: what was detected, and what a person set instead. */
export const DialectChips = ({ preview, choice, onChange, isDisabled }: DialectChipsProps) => (
  <Group className={styles['chips'] ?? ''} aria-label="How the file is read">
    {preview.dialect.format === 'csv' ? null : <Fact label="Format" value={formatNames[preview.dialect.format]} />}
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
    {preview.dialect.format === 'csv' && (
      <span className="wide">
        <Fact label="Line end" value={lineEndNames[preview.dialect.lineEnd]} />
      </span>
    )}
  </Group>
);
