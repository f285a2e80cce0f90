import type { Run } from '#shared/run.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProfileTable } from '../import/profile-table.tsx';
import styles from './run-view.module.css';

/** What the run, or the check before it, learnt of each column. */
export function RunColumns({ run }: { readonly run: Run }) {
  if (run.columns.length === 0) return null;
  return (
    <Panel title="Columns" look="quiet" className={styles['profile']}>
      <div className={styles['profileTable']}>
        <ProfileTable
          label={`Columns of ${run.sourceName}`}
          profiles={run.columns}
          withoutValues="How many values differ, and the least and the greatest, is learnt by a check of the file."
        />
      </div>
    </Panel>
  );
}
