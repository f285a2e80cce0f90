import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { typeLabel } from '#shared/column.ts';
import type { Preview, PreviewColumn } from '#shared/contract/imports.ts';
import type { ColumnProfile } from '#shared/load.ts';
import { cx } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import menuStyles from '../../ui/menu.module.css';
import type { FillPlace, OnMatch } from './change-match.ts';
import { ColumnFill } from './column-fill.tsx';
import fillStyles from './column-fill.module.css';
import { ColumnProfileBar } from './column-profile-bar.tsx';
import styles from './column-head.module.css';
import { fillWords } from './fill-words.ts';

interface ColumnHeadProps {
  readonly column: PreviewColumn;
  readonly preview: Preview;
  /** What the check learnt of the column; null before it. */
  readonly profile: ColumnProfile | null;
  readonly onMatch: OnMatch | null;
  /** What of it is open to be changed: all, with the focus on the fields or on what fills an empty value; null: nothing. */
  readonly editing: FillPlace | null;
  readonly onEdit: ((place: FillPlace | null) => void) | null;
}

function reference({ reference: to }: PreviewColumn): string | null {
  return to === null ? null : `${to.table}.${to.parentColumns.join(', ')}`;
}

/** The head of a previewed column: source, column, required mark, type, reference, profile. */
export function ColumnHead({ column, preview, profile, onMatch, editing, onEdit }: ColumnHeadProps) {
  const { rule, key } = column;
  const words = fillWords(column, preview.fieldNames);
  const isPlain = column.field !== null && column.changes.length === 0;
  const isOpen = preview.unfilled.includes(rule.name);
  const refers = reference(column);
  return (
    <div className={styles['head']}>
      <DialogTrigger isOpen={editing !== null} onOpenChange={(open) => onEdit?.(open ? 'field' : null)}>
        <Button
          className={styles['button'] ?? ''}
          aria-label={`What fills ${rule.name}: ${words}`}
          isDisabled={onMatch === null}
        >
          <span className={styles['source']} data-open={isOpen} title={words}>
            {isOpen ? 'What fills it?' : isPlain ? `${words} to` : words}
          </span>
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
        <Popover
          className={cx(menuStyles['popover'], fillStyles['popover'])}
          placement="bottom start"
          offset={4}
          containerPadding={8}
        >
          <Dialog className={fillStyles['dialog'] ?? ''} aria-label={`What fills ${rule.name}`}>
            <ColumnFill
              column={column}
              preview={preview}
              onFill={(fill) => onMatch?.(rule.name, fill)}
              onClose={() => onEdit?.(null)}
              fillFirst={editing === 'empty'}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
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
