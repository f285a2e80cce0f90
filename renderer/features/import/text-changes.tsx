import { useState } from 'react';
import type { TextChange } from '#shared/load.ts';
import { CheckBox } from '../../ui/check-box.tsx';
import { Chip } from '../../ui/chip.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './column-fill.module.css';
import { textChangesOf, usualChangesOf, type UsualChanges } from './usual-changes.ts';

interface TextChangesProps {
  readonly changes: readonly TextChange[];
  readonly onChange: (changes: TextChange[]) => void;
  /** The focus goes to what fills an empty value. */
  readonly fillFirst: boolean;
}

const letters = [
  { id: 'asTheyAre', label: 'as they are' },
  { id: 'lower', label: 'lower case' },
  { id: 'upper', label: 'upper case' },
  { id: 'firstLetters', label: 'first letters large' },
] as const;

/**
 * What is done to the text of a field on its way into a column. A choice holds at once, a text when it is finished: with Enter,
 * or when the focus leaves it.
 */
export function TextChanges({ changes, onChange, fillFirst }: TextChangesProps) {
  const given = usualChangesOf(changes);
  const [draft, setDraft] = useState<UsualChanges>(given);
  const apply = (next: UsualChanges): void => {
    setDraft(next);
    const made = textChangesOf(next);
    if (JSON.stringify(made) !== JSON.stringify(textChangesOf(given))) onChange(made);
  };
  const finish = (): void => apply(draft);
  const pairs = draft.replace.at(-1)?.find === '' ? draft.replace : [...draft.replace, { find: '', with: '' }];
  const setPair = (at: number, pair: { find: string; with: string }): void =>
    setDraft({ ...draft, replace: pairs.with(at, pair) });
  return (
    <form
      className={styles['changes']}
      aria-label="Changes"
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <CheckBox isSelected={draft.trim} onChange={(trim) => apply({ ...draft, trim })}>
        Trim blanks at both ends
      </CheckBox>
      <Chip
        label="Letters"
        options={letters}
        selected={draft.letters}
        state={draft.letters === 'asTheyAre' ? 'plain' : 'set'}
        onChoose={(chosen) => apply({ ...draft, letters: chosen })}
      />
      {pairs.map((pair, at) => (
        // A replacement is known by its place alone.
        // oxlint-disable-next-line react/no-array-index-key -- see above
        <div key={at} className={styles['pair']}>
          <TextField
            mono
            label="Replace"
            value={pair.find}
            onChange={(find) => setPair(at, { ...pair, find })}
            onBlur={finish}
          />
          <TextField
            mono
            label="with"
            value={pair.with}
            onChange={(by) => setPair(at, { ...pair, with: by })}
            onBlur={finish}
          />
        </div>
      ))}
      <TextField
        mono
        label="Empty becomes"
        value={draft.fill}
        onChange={(fill) => setDraft({ ...draft, fill })}
        onBlur={finish}
        // Whoever asked for a default is led to it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- see above
        autoFocus={fillFirst}
      />
      {/* Enter in a field sends a form of several only by a button. */}
      <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
    </form>
  );
}
