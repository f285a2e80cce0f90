import type { Preview } from '#shared/contract/imports.ts';
import type { MatchedBy } from '#shared/load.ts';
import { Chip } from '../../ui/chip.tsx';

interface MatchChipProps {
  readonly preview: Preview;
  /** Whether what was loaded the last time may be offered; not after a person took what the file suggests. */
  readonly memory: boolean;
  readonly isDisabled: boolean;
  readonly onChoose: (choice: { readonly match: null; readonly memory: boolean }) => void;
}

const words: Readonly<Record<MatchedBy, string>> = {
  header: 'by header',
  position: 'by order',
  memory: 'as last time',
  chosen: 'by hand',
};

const detected = {
  id: 'detected',
  label: 'As detected',
  detail: 'By the names in the header, else by the order of the fields.',
};

/** How the fields found their columns, with the way back to what the file itself suggests. */
export function MatchChip({ preview: { matched, unfilled }, memory, isDisabled, onChoose }: MatchChipProps) {
  if (matched === null) return null;
  const { by } = matched;
  const isSuggested = by === 'header' || by === 'position';
  const now = {
    id: by,
    label: words[by],
    ...(by === 'memory' ? { detail: 'What the last load of a file with such a header took.' } : {}),
  };
  const lastTime = {
    id: 'lastTime',
    label: 'As last time',
    detail: 'What the last load of such a file took, where there was one.',
  };
  const options = isSuggested ? [now, ...(memory ? [] : [lastTime])] : [now, detected];
  return (
    <Chip
      label="Match"
      options={options}
      selected={by}
      value={words[by]}
      state={unfilled.length > 0 ? 'ask' : isSuggested ? 'plain' : 'set'}
      onChoose={(id) => {
        if (id === detected.id || id === lastTime.id) onChoose({ match: null, memory: id === lastTime.id });
      }}
      isDisabled={isDisabled}
    />
  );
}
