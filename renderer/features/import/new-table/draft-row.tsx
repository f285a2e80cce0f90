import type { Ref } from 'react';
import { decidedWords, type InferredColumn, showType } from '#shared/inferred-table.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { CheckBox } from '../../../ui/check-box.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { VisuallyHidden } from '../../../ui/visually-hidden.tsx';
import styles from './new-table.module.css';
import { nameHint } from './table-design.ts';
import { againstOf, type DraftColumn, typeOptions } from './table-draft.ts';

interface DraftRowProps {
  readonly column: InferredColumn;
  readonly chosen: DraftColumn;
  /** 0-based, among all columns. */
  readonly index: number;
  /** What stands against it. */
  readonly problem: string | undefined;
  readonly onChange: (field: number, some: Partial<DraftColumn>) => void;
  readonly ref?: Ref<HTMLTableRowElement>;
}

/** Why the column is of its type; where a narrower one was chosen, what that costs. */
function Why({ column, chosen }: Pick<DraftRowProps, 'column' | 'chosen'>) {
  const against = againstOf(column, chosen.type) ?? 0;
  const first = column.choices.find(({ type }) => type !== null && showType(type) === showType(chosen.type))?.first;
  if (against > 0) {
    return (
      <span className={styles['cost']}>
        {showAmount(against, 'row')} {against === 1 ? 'becomes a reject' : 'become rejects'}
        {first == null ? '' : `, the first is record ${showCount(first.record)}: “${first.value}”`}
      </span>
    );
  }
  if (showType(chosen.type) !== showType(column.type)) return `${showType(column.type)} would do`;
  return decidedWords(column);
}

/** A column of a table that is to be made: its name, type, not null and key can be changed. */
export function DraftRow({ column, chosen, index, problem, onChange, ref }: DraftRowProps) {
  const options = typeOptions(column);
  const place = column.fieldName === null || column.fieldName === '' ? `field ${column.field + 1}` : column.fieldName;
  const change = (some: Partial<DraftColumn>): void => onChange(column.field, some);
  return (
    <tr ref={ref} data-index={index} aria-rowindex={index + 2}>
      <th scope="row" className={styles['field']} title={place}>
        {place}
      </th>
      <td>
        <TextField
          label={`Name of ${place}`}
          hideLabel
          value={chosen.name}
          hint={problem === undefined ? nameHint(chosen.name) : undefined}
          error={problem}
          onChange={(name) => change({ name })}
        />
      </td>
      <td>
        <Chip
          label={`Type of ${place}`}
          hideLabel
          block
          options={options}
          selected={showType(chosen.type)}
          state={showType(chosen.type) === showType(column.type) ? 'plain' : 'set'}
          onChoose={(id) => {
            const type = options.find((option) => option.id === id)?.type;
            if (type !== undefined) change({ type });
          }}
        />
      </td>
      <td aria-label={`${place} not null`}>
        <CheckBox
          isSelected={chosen.required || chosen.key}
          isDisabled={chosen.key}
          onChange={(required) => change({ required })}
        >
          <VisuallyHidden>{`${place} is never null`}</VisuallyHidden>
        </CheckBox>
      </td>
      <td aria-label={`${place} key`}>
        <CheckBox isSelected={chosen.key} onChange={(key) => change({ key })}>
          <VisuallyHidden>{`${place} is of the key`}</VisuallyHidden>
        </CheckBox>
      </td>
      <td className={styles['number']} data-zero={column.empty === 0}>
        {showCount(column.empty)}
      </td>
      <td className={styles['why']}>
        <Why column={column} chosen={chosen} />
      </td>
    </tr>
  );
}
