import { showAmount } from '#shared/units.ts';
import { Icon } from '../../ui/icon.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './dictionary-body.module.css';

interface NoteListProps {
  readonly notes: readonly string[];
  readonly onDismiss: () => void;
}

/** What a schema file says and a dictionary cannot hold. */
export const NoteList = ({ notes, onDismiss }: NoteListProps) => (
  <section className={styles['said']} aria-label="What the schema says and a dictionary cannot hold">
    <p className={styles['saidHead']}>
      <Icon name="file" size={14} />
      <b>{`${showAmount(notes.length, 'thing')} of the schema could not be taken as ${notes.length === 1 ? 'it stands' : 'they stand'}`}</b>
      <TextLink onPress={onDismiss}>Dismiss</TextLink>
    </p>
    <ul>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  </section>
);
