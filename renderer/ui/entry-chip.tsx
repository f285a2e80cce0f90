import { useState } from 'react';
import {
  Button as ChipButton,
  Dialog,
  DialogTrigger,
  ListBox,
  ListBoxItem,
  Popover,
  type Selection,
} from 'react-aria-components';
import { Button } from './button.tsx';
import type { ChipState } from './chip.tsx';
import chipStyles from './chip.module.css';
import { cx } from './class-names.ts';
import styles from './entry-chip.module.css';
import { Icon } from './icon.tsx';
import menuStyles from './menu.module.css';
import type { Option } from './option.ts';
import { TextField } from './text-field.tsx';

/** What may be written where the list has not what is wanted. */
export interface Entry {
  readonly label: string;
  readonly hint?: string;
  /** Why a text cannot be taken; undefined: it can. */
  readonly problem: (text: string) => string | undefined;
  /** The id that a text stands for. */
  readonly idOf: (text: string) => string;
}

interface EntryChipProps {
  /** What is chosen, in grey: `Delimiter`. */
  readonly label: string;
  readonly options: readonly Option[];
  readonly selected: readonly string[];
  /** Several hold together; `orNone`: or none of them. */
  readonly several?: 'some' | 'orNone';
  /** Shown where none holds. */
  readonly nothing?: string;
  readonly onChoose: (ids: readonly string[]) => void;
  readonly entry: Entry;
  readonly state?: ChipState;
  readonly hideLabel?: boolean;
  readonly block?: boolean;
  readonly isDisabled?: boolean;
}

/** A choice on one line, like Chip; below its list another value can be written. */
export function EntryChip({ label, options, selected, onChoose, entry, ...more }: EntryChipProps) {
  const { several, nothing = 'none', state = 'plain', hideLabel, block, isDisabled } = more;
  const isSeveral = several !== undefined;
  const [isOpen, setOpen] = useState(false);
  const chosen = options.filter(({ id }) => selected.includes(id)).map((option) => option.label);
  const shown = chosen.length === 0 ? nothing : chosen.join(', ');
  const choose = (ids: readonly string[]): void => {
    if (!isSeveral) setOpen(false);
    onChoose(ids);
  };
  return (
    <span className={cx(chipStyles['select'], block === true && chipStyles['block'])}>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <ChipButton
          className={cx(chipStyles['chip'], chipStyles[state])}
          aria-label={`${label}: ${shown}`}
          data-state={state}
          isDisabled={isDisabled === true}
        >
          {hideLabel === true ? null : <span className={chipStyles['label']}>{label}</span>}
          <b className={cx(chipStyles['value'], styles['value'])}>{shown}</b>
          {isDisabled === true ? null : <Icon name="down" size={10} className={chipStyles['caret']} />}
        </ChipButton>
        <Popover className={menuStyles['popover'] ?? ''} offset={4} containerPadding={8}>
          <Dialog className={styles['dialog'] ?? ''} aria-label={label}>
            <ListBox
              className={menuStyles['menu'] ?? ''}
              aria-label={label}
              items={options}
              // A list that was just opened on request takes the keys.
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- see above
              autoFocus
              selectionMode={isSeveral ? 'multiple' : 'single'}
              disallowEmptySelection={several !== 'orNone'}
              selectedKeys={selected}
              onSelectionChange={(keys: Selection) => {
                if (keys !== 'all') choose([...keys].map(String));
              }}
            >
              {(option) => (
                <ListBoxItem
                  id={option.id}
                  textValue={option.label}
                  className={menuStyles['item'] ?? ''}
                  // What holds already is chosen by it too.
                  onPress={() => {
                    if (!isSeveral) setOpen(false);
                  }}
                >
                  <span className={menuStyles['words']}>
                    {option.label}
                    {option.detail === undefined ? null : (
                      <small className={menuStyles['detail']}>{option.detail}</small>
                    )}
                  </span>
                  <Icon name="check" size={14} className={menuStyles['tick']} />
                </ListBoxItem>
              )}
            </ListBox>
            <EntryField entry={entry} onEnter={(id) => choose(isSeveral ? [...new Set([...selected, id])] : [id])} />
          </Dialog>
        </Popover>
      </DialogTrigger>
    </span>
  );
}

interface EntryFieldProps {
  readonly entry: Entry;
  readonly onEnter: (id: string) => void;
}

function EntryField({ entry, onEnter }: EntryFieldProps) {
  const [text, setText] = useState('');
  const problem = text === '' ? undefined : entry.problem(text);
  return (
    <form
      className={styles['entry']}
      onSubmit={(event) => {
        event.preventDefault();
        if (text === '' || problem !== undefined) return;
        setText('');
        onEnter(entry.idOf(text));
      }}
    >
      <TextField
        label={entry.label}
        value={text}
        onChange={setText}
        mono
        error={problem}
        {...(entry.hint === undefined ? {} : { hint: entry.hint })}
      />
      <Button type="submit" className={styles['set']} isDisabled={text === '' || problem !== undefined}>
        Set
      </Button>
    </form>
  );
}
