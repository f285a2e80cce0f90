import { useState } from 'react';
import {
  Button as ChipButton,
  Dialog,
  DialogTrigger,
  Label,
  Popover,
  TextArea,
  TextField,
} from 'react-aria-components';
import { showAmount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import chipStyles from '../../ui/chip.module.css';
import { cx } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import menuStyles from '../../ui/menu.module.css';
import styles from './fields-chip.module.css';

interface FieldsChipProps {
  /** Paths of keys, in their order. */
  readonly fields: readonly string[];
  /** Whether a person set them. */
  readonly isSet: boolean;
  /** Null: as they are found. */
  readonly onChoose: (fields: readonly string[] | null) => void;
  readonly isDisabled: boolean;
}

const pathsIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

/** The keys of JSON that are fields, one a line: more can be added, and those below an object left in its text. */
export function FieldsChip({ fields, isSet, onChoose, isDisabled }: FieldsChipProps) {
  const [isOpen, setOpen] = useState(false);
  const shown = showAmount(fields.length, 'key');
  return (
    <span className={chipStyles['select']}>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <ChipButton
          className={cx(chipStyles['chip'], isSet && chipStyles['set'])}
          aria-label={`Fields: ${shown}`}
          data-state={isSet ? 'set' : 'plain'}
          isDisabled={isDisabled}
        >
          <span className={chipStyles['label']}>Fields</span>
          <b className={chipStyles['value']}>{shown}</b>
          {isDisabled ? null : <Icon name="down" size={10} className={chipStyles['caret']} />}
        </ChipButton>
        <Popover className={menuStyles['popover'] ?? ''} offset={4} containerPadding={8}>
          <Dialog className={styles['dialog'] ?? ''} aria-label="Fields">
            <FieldList
              fields={fields}
              isSet={isSet}
              onChoose={(chosen) => {
                setOpen(false);
                onChoose(chosen);
              }}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
    </span>
  );
}

/** Lives as long as the list is open: what was written and not set is gone with it. */
function FieldList({ fields, isSet, onChoose }: Omit<FieldsChipProps, 'isDisabled'>) {
  const [text, setText] = useState(fields.join('\n'));
  const paths = pathsIn(text);
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (paths.length > 0) onChoose(paths);
      }}
    >
      <TextField className={styles['field'] ?? ''} value={text} onChange={setText} spellCheck="false">
        <Label className={styles['label'] ?? ''}>One key a line; of.city is the key city within of</Label>
        <TextArea className={styles['area'] ?? ''} rows={Math.min(12, fields.length + 2)} />
      </TextField>
      <div className={styles['actions']}>
        {isSet ? (
          <Button variant="plain" onPress={() => onChoose(null)}>
            As detected
          </Button>
        ) : null}
        <Button type="submit" isDisabled={paths.length === 0}>
          {`Read ${showAmount(paths.length, 'key')}`}
        </Button>
      </div>
    </form>
  );
}
