import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Preview, PreviewColumn } from '#shared/contract/imports.ts';
import type { FieldMatch, TextChange } from '#shared/load.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import menuStyles from '../../ui/menu.module.css';
import type { Option } from '../../ui/option.ts';
import { TextField } from '../../ui/text-field.tsx';
import styles from './column-fill.module.css';
import { fieldLabel } from './fill-words.ts';
import { TextChanges } from './text-changes.tsx';

interface ColumnFillProps {
  readonly column: PreviewColumn;
  readonly preview: Preview;
  /** Null: nothing fills the column. */
  readonly onFill: (fill: FieldMatch | null) => void;
  readonly onClose: () => void;
  /** The focus goes to what fills an empty value, and not to the fields. */
  readonly fillFirst: boolean;
}

const noField = 'none';

const fieldFill = (column: string, field: number, changes: readonly TextChange[]): FieldMatch =>
  changes.length === 0 ? { column, field } : { column, field, changes: [...changes] };

function fieldOptions(preview: Preview, column: PreviewColumn): readonly Option[] {
  const first = preview.rows[0];
  const sample = (field: number): string | undefined => {
    const at = preview.columns.findIndex((other) => other.field === field);
    return first?.cells[at]?.text ?? undefined;
  };
  const fields = Array.from({ length: preview.width }, (_, field): Option => {
    const value = sample(field);
    return {
      id: String(field),
      label: fieldLabel(preview.fieldNames, field),
      ...(value === undefined || value === '' ? {} : { detail: `for instance ${value.slice(0, 40)}` }),
    };
  });
  const without = column.hasDefault
    ? 'The column gets its default.'
    : column.rule.required
      ? 'The column is required and has no default: the load waits for what fills it.'
      : 'The column stays NULL.';
  return [...fields, { id: noField, label: 'No field', detail: without }];
}

/** What a person can say of what fills a column: a field and its changes, one text for every row, or nothing. */
export function ColumnFill({ column, preview, onFill, onClose, fillFirst }: ColumnFillProps) {
  const { rule, field, constant } = column;
  const [text, setText] = useState(constant ?? '');
  const selected = field !== null ? [String(field)] : constant === null ? [noField] : [];
  const choose = (id: string): void => {
    onClose();
    onFill(id === noField ? null : fieldFill(rule.name, Number(id), column.changes));
  };
  return (
    <div className={styles['fill']}>
      <ListBox
        className={`${menuStyles['menu'] ?? ''} ${styles['fields'] ?? ''}`}
        aria-label={`Field for ${rule.name}`}
        items={fieldOptions(preview, column)}
        // The list was just opened on request.
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- see above
        autoFocus={!fillFirst}
        selectionMode="single"
        selectedKeys={selected}
        disallowEmptySelection
        onSelectionChange={(keys) => {
          if (keys !== 'all') for (const id of keys) choose(String(id));
        }}
      >
        {(option) => (
          <ListBoxItem
            id={option.id}
            textValue={option.label}
            className={menuStyles['item'] ?? ''}
            // What holds already is chosen by it too.
            onPress={() => {
              if (selected[0] === option.id) onClose();
            }}
          >
            <span className={menuStyles['words']}>
              {option.label}
              {option.detail === undefined ? null : <small className={menuStyles['detail']}>{option.detail}</small>}
            </span>
            <Icon name="check" size={14} className={menuStyles['tick']} />
          </ListBoxItem>
        )}
      </ListBox>
      {field === null ? null : (
        <TextChanges
          changes={column.changes}
          onChange={(changes) => onFill(fieldFill(rule.name, field, changes))}
          fillFirst={fillFirst}
        />
      )}
      <form
        className={styles['constant']}
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          onFill({ column: rule.name, constant: text });
        }}
      >
        <TextField mono label="Constant for every row" value={text} onChange={setText} />
        <Button type="submit">Set constant</Button>
      </form>
    </div>
  );
}
