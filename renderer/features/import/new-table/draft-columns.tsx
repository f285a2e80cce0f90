import { decidedWords, type InferredColumn, type InferredTable, showType } from '#shared/inferred-table.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { CheckBox } from '../../../ui/check-box.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { VisuallyHidden } from '../../../ui/visually-hidden.tsx';
import styles from './new-table.module.css';
import { nameHint } from './table-design.ts';
import { againstOf, changeColumn, type DraftColumn, type TableDraft, typeOptions } from './table-draft.ts';

interface DraftColumnsProps {
  readonly found: InferredTable;
  readonly draft: TableDraft;
  /** What stands against the columns, by their fields. */
  readonly problems: ReadonlyMap<number, string>;
  readonly onChange: (draft: TableDraft) => void;
}

/** Why the column is of its type; where a narrower one was chosen, what that costs. */
function Why({ column, chosen }: { readonly column: InferredColumn; readonly chosen: DraftColumn }) {
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

/** The columns of a table that is to be made: each name, type, not null and key can be changed. */
export function DraftColumns({ found, draft, problems, onChange }: DraftColumnsProps) {
  const change = (field: number, some: Partial<DraftColumn>): void => onChange(changeColumn(draft, field, some));
  return (
    <table className={styles['columns']} aria-label="Columns of the new table">
      <thead>
        <tr>
          <th scope="col">field</th>
          <th scope="col">column</th>
          <th scope="col">type</th>
          <th scope="col">not null</th>
          <th scope="col">key</th>
          <th scope="col" className={styles['number']}>
            empty
          </th>
          <th scope="col">why this type</th>
        </tr>
      </thead>
      <tbody>
        {found.columns.map((column) => {
          const chosen = draft.columns.find(({ field }) => field === column.field);
          if (chosen === undefined) return null;
          const options = typeOptions(column);
          const place =
            column.fieldName === null || column.fieldName === '' ? `field ${column.field + 1}` : column.fieldName;
          return (
            <tr key={column.field}>
              <th scope="row" className={styles['field']} title={place}>
                {place}
              </th>
              <td className={styles['name']}>
                <TextField
                  label={`Name of ${place}`}
                  hideLabel
                  value={chosen.name}
                  hint={problems.has(column.field) ? undefined : nameHint(chosen.name)}
                  error={problems.get(column.field)}
                  onChange={(name) => change(column.field, { name })}
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
                    if (type !== undefined) change(column.field, { type });
                  }}
                />
              </td>
              <td aria-label={`${place} not null`}>
                <CheckBox
                  isSelected={chosen.required || chosen.key}
                  isDisabled={chosen.key}
                  onChange={(required) => change(column.field, { required })}
                >
                  <VisuallyHidden>{`${place} is never null`}</VisuallyHidden>
                </CheckBox>
              </td>
              <td aria-label={`${place} key`}>
                <CheckBox isSelected={chosen.key} onChange={(key) => change(column.field, { key })}>
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
        })}
      </tbody>
    </table>
  );
}
