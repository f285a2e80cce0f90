import { Button, Select } from 'react-aria-components';
import { typeLabel } from '#shared/column.ts';
import type { Preview, PreviewColumn } from '#shared/contract/imports.ts';
import type { ColumnProfile } from '#shared/load.ts';
import { Icon } from '../../ui/icon.tsx';
import { OptionList } from '../../ui/option-list.tsx';
import type { Option } from '../../ui/option.ts';
import type { OnMatch } from './change-match.ts';
import { ColumnProfileBar } from './column-profile-bar.tsx';
import styles from './column-head.module.css';

interface ColumnHeadProps {
  readonly column: PreviewColumn;
  readonly preview: Preview;
  /** What the check learnt of the column; null before it. */
  readonly profile: ColumnProfile | null;
  readonly onMatch: OnMatch | null;
}

const noField = 'none';
const fieldName = (preview: Preview, field: number): string => preview.fieldNames[field] ?? `Field ${field + 1}`;

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
      label: fieldName(preview, field),
      ...(value === undefined || value === '' ? {} : { detail: `for instance ${value.slice(0, 40)}` }),
    };
  });
  return [
    ...fields,
    {
      id: noField,
      label: 'No field',
      detail: column.rule.required
        ? 'The column gets its default; without one each row is a reject.'
        : 'The column gets its default.',
    },
  ];
}

function reference({ reference: to }: PreviewColumn): string | null {
  return to === null ? null : `${to.table}.${to.parentColumns.join(', ')}`;
}

/** The head of a previewed column: source, column, required mark, type, reference, profile. */
export function ColumnHead({ column, preview, profile, onMatch }: ColumnHeadProps) {
  const { rule, field, key } = column;
  const source = field === null ? 'No field' : fieldName(preview, field);
  const refers = reference(column);
  return (
    <div className={styles['head']}>
      <Select
        className={styles['match'] ?? ''}
        aria-label={`What fills ${rule.name}`}
        value={field === null ? noField : String(field)}
        onChange={(id) => onMatch?.(rule.name, id === noField ? null : { column: rule.name, field: Number(id) })}
        isDisabled={onMatch === null}
      >
        <Button className={styles['button'] ?? ''}>
          <span className={styles['source']}>{source} to</span>
          <span className={styles['name']}>
            <b title={rule.name}>{rule.name}</b>
            {rule.required ? (
              <span className={styles['required']} title="required">
                *
              </span>
            ) : null}
            {onMatch === null ? null : <Icon name="down" size={10} className={styles['caret']} />}
          </span>
        </Button>
        <OptionList options={fieldOptions(preview, column)} />
      </Select>
      <span className={styles['type']}>
        <span className={styles['typeName']}>{typeLabel(rule.type)}</span>
        {key ? <Icon name="key" size={12} /> : null}
        {refers === null ? null : (
          <span className={styles['reference']} title={`refers to ${refers}`}>
            {refers}
          </span>
        )}
      </span>
      <ColumnProfileBar name={rule.name} profile={profile} />
    </div>
  );
}
