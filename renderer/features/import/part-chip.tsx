import type { Ambiguity } from '#shared/dialect.ts';
import { Chip } from '../../ui/chip.tsx';
import { EntryChip } from '../../ui/entry-chip.tsx';
import { detected, type PartChoice } from './dialect-parts.ts';

interface PartChipProps {
  readonly choice: PartChoice;
  /** Whether a person set it. */
  readonly isSet: boolean;
  readonly onChoose: (ids: readonly string[]) => void;
  readonly isDisabled: boolean;
  /** In a list of choices, where its label stands beside it. */
  readonly inList?: boolean;
}

/** One part of how a file is read: what was found, or what a person set instead. */
export function PartChip({ choice, isSet, onChoose, isDisabled, inList = false }: PartChipProps) {
  const { label, selected, entry, several, nothing } = choice;
  const options = isSet ? [...choice.options, { id: detected, label: 'As detected' }] : choice.options;
  const shared = { label, options, state: isSet ? 'set' : 'plain', hideLabel: inList, block: inList } as const;
  if (entry !== undefined) {
    return (
      <EntryChip
        {...shared}
        selected={selected}
        onChoose={onChoose}
        entry={entry}
        isDisabled={isDisabled}
        {...(several === undefined ? {} : { several })}
        {...(nothing === undefined ? {} : { nothing })}
      />
    );
  }
  // What leaves no choice is said all the same.
  const isFact = choice.options.length < 2 && !isSet;
  return (
    <Chip
      {...shared}
      selected={selected[0] ?? null}
      onChoose={(id) => onChoose([id])}
      isDisabled={isDisabled || isFact}
    />
  );
}

interface QuestionChipProps {
  readonly label: string;
  readonly ambiguity: Ambiguity;
  readonly onAnswer: (option: Ambiguity['options'][number]) => void;
  readonly isDisabled: boolean;
}

/** What a file leaves open, with its answers. */
export const QuestionChip = ({ label, ambiguity, onAnswer, isDisabled }: QuestionChipProps) => (
  <Chip
    label={label}
    state="ask"
    value={ambiguity.question}
    options={ambiguity.options.map((option, index) => ({ id: String(index), label: option.label }))}
    selected={null}
    onChoose={(index) => {
      const option = ambiguity.options[Number(index)];
      if (option !== undefined) onAnswer(option);
    }}
    isDisabled={isDisabled}
  />
);
