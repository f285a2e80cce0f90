import type { ColumnProfile } from '#shared/load.ts';
import { ProfileTable } from './profile-table.tsx';
import styles from './profile-table.module.css';

interface FileProfileProps {
  readonly name: string;
  /** Of the check or the load that is in view. */
  readonly profiles: readonly ColumnProfile[];
  /** Of the check that went before it. */
  readonly checked: readonly ColumnProfile[];
}

/** The columns of the file in view. A load counts only; what the values are, its check has learnt. */
export function FileProfile({ name, profiles, checked }: FileProfileProps) {
  const known = new Map(checked.map((profile) => [profile.column, profile.values]));
  const whole = profiles.map((profile) => ({ ...profile, values: profile.values ?? known.get(profile.column) }));
  return (
    <div className={styles['scroll']}>
      {profiles.length === 0 ? (
        <p className={styles['note']}>The check is not done yet.</p>
      ) : (
        <ProfileTable
          label={`Columns of ${name}`}
          profiles={whole}
          withoutValues="How many values differ, and the least and the greatest, stand here when the whole file is checked."
        />
      )}
    </div>
  );
}
