import { Group } from 'react-aria-components';
import type { Preview } from '#shared/contract/imports.ts';
import { withChoice, type DialectChoice } from '#shared/dialect.ts';
import { choosePart, isChosen } from './choose-part.ts';
import styles from './dialect-chips.module.css';
import { dialectParts, type PartChoice } from './dialect-parts.ts';
import { FieldsChip } from './fields-chip.tsx';
import { MoreChip } from './more-chip.tsx';
import { PartChip, QuestionChip } from './part-chip.tsx';

interface DialectChipsProps {
  readonly preview: Preview;
  readonly choice: DialectChoice;
  readonly onChange: (choice: DialectChoice) => void;
  readonly isDisabled: boolean;
}

/** How the file is read: what was detected, what a person set instead, and what the file leaves open. */
export function DialectChips({ preview, choice, onChange, isDisabled }: DialectChipsProps) {
  // What was just chosen holds at once; what the file says to it comes with its next preview.
  const dialect = withChoice(preview.dialect, choice);
  const ambiguous = preview.ambiguous.filter(({ part }) => !isChosen(choice, part));
  const { line, more } = dialectParts({ ...preview, dialect, ambiguous });
  const onChoose = (part: PartChoice['part'], ids: readonly string[]): void =>
    onChange(choosePart(choice, part, ids, dialect));
  const isSet = (part: PartChoice['part']): boolean => isChosen(choice, part);
  const { fields: _, ...withoutFields } = choice;
  return (
    <Group className={styles['chips'] ?? ''} aria-label="How the file is read">
      {line.map((one) => {
        const ambiguity = ambiguous.find(({ part }) => part === one.part);
        return ambiguity === undefined ? (
          <PartChip
            key={one.part}
            choice={one}
            isSet={isSet(one.part)}
            onChoose={(ids) => onChoose(one.part, ids)}
            isDisabled={isDisabled}
          />
        ) : (
          <QuestionChip
            key={one.part}
            label={one.label}
            ambiguity={ambiguity}
            onAnswer={(option) => onChange({ ...choice, ...option.choice })}
            isDisabled={isDisabled}
          />
        );
      })}
      {dialect.format === 'json' || dialect.format === 'ndjson' ? (
        <FieldsChip
          fields={dialect.fields}
          isSet={choice.fields !== undefined}
          onChoose={(fields) => onChange(fields === null ? withoutFields : { ...choice, fields: [...fields] })}
          isDisabled={isDisabled}
        />
      ) : null}
      <MoreChip dialect={dialect} choices={more} isSet={isSet} onChoose={onChoose} isDisabled={isDisabled} />
    </Group>
  );
}
