import type { OwnReference, ReferringKey, RestoreDifference } from '#shared/restore.ts';
import { Panel } from '../../ui/panel.tsx';
import { namesOf } from './backup-words.ts';
import styles from './restore-difference.module.css';

function referringWords({ hasRows, canWait }: ReferringKey): string {
  if (hasRows === false) return 'No row does now.';
  return canWait
    ? 'Its rows stay, and are held against those that come before COMMIT.'
    : 'Its rows would lose those that go.';
}

const Own = ({ reference }: { readonly reference: OwnReference }) => (
  <li>
    {'Refers to '}
    <b>{reference.parent.table}</b>
    {` by ${reference.columns.join(', ')}.`}
    {reference.exists ? null : <span className={styles['missing']}>{` ${reference.parent.table} is not there.`}</span>}
  </li>
);

const Referring = ({ one }: { readonly one: ReferringKey }) => (
  <li>
    <b>{one.table}</b>
    {` refers to it by ${one.columns.join(', ')}. ${referringWords(one)}`}
  </li>
);

/** Tables that hang together with this one, and triggers that would fire; nothing where there are none. */
export function ReferenceLines({ difference }: { readonly difference: RestoreDifference }) {
  const { references, referredBy, triggers } = difference;
  if (references.length + referredBy.length + triggers.length === 0) return null;
  return (
    <Panel title="What hangs on it">
      <ul className={styles['lines']}>
        {references.map((reference) => (
          <Own key={reference.name} reference={reference} />
        ))}
        {referredBy.map((one) => (
          <Referring key={`${one.schema} ${one.table} ${one.name}`} one={one} />
        ))}
        {triggers.length === 0 ? null : (
          <li>
            {triggers.length === 1 ? 'Trigger ' : 'Triggers '}
            <b>{namesOf(triggers, 4)}</b>
          </li>
        )}
      </ul>
    </Panel>
  );
}
