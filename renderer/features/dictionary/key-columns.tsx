import { Group } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import styles from './keys.module.css';

interface KeyColumnsProps {
  /** What the columns make: `Primary key`. */
  readonly label: string;
  readonly columns: readonly string[];
  /** Columns that could be added. */
  readonly options: readonly string[];
  readonly onChange: (columns: string[]) => void;
}

/** Columns in the order in which a key has them; each can be taken out, others put behind. */
export function KeyColumns({ label, columns, options, onChange }: KeyColumnsProps) {
  const left = options.filter((name) => !columns.includes(name));
  return (
    <Group className={styles['names'] ?? ''} aria-label={label}>
      {columns.length === 0 ? <span className={styles['word']}>none</span> : null}
      {columns.map((name) => (
        <Button
          key={name}
          className={styles['token']}
          aria-label={`Take ${name} out of ${label}`}
          onPress={() => onChange(columns.filter((one) => one !== name))}
        >
          <span className="cut">{name}</span>
          <Icon name="close" size={11} />
        </Button>
      ))}
      {left.length === 0 ? null : (
        <MenuButton
          label={`Add a column to ${label}`}
          icon="plus"
          iconOnly
          variant="plain"
          entries={left.map((name) => ({ id: name, label: name }))}
          onChoose={(name) => onChange([...columns, name])}
        />
      )}
    </Group>
  );
}
