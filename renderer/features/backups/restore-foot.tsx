import { useState } from 'react';
import type { RestoreDifference } from '#shared/restore.ts';
import { useSession } from '../../app/session.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { restoreVerb } from './restore-words.ts';
import type { RestorePlan } from './use-restore-plan.ts';
import styles from './restore-foot.module.css';

interface RestoreFootProps {
  readonly plan: RestorePlan;
  readonly difference: RestoreDifference;
  readonly onStarted: (jobId: string) => void;
}

/** The one button of a restore. What replaces rows is red; on production the table's name is typed first. */
export function RestoreFoot({ plan, difference, onStarted }: RestoreFootProps) {
  const { connection } = useSession();
  const [typed, setTyped] = useState('');
  const { mode } = plan;
  const { table } = difference.target;
  const obstacle = plan.obstacleOf(mode);
  const destroys = mode === 'replace' && difference.rowsNow !== 0;
  const mustType = destroys && connection.environment === 'production';
  const ready = plan.ready && (!mustType || typed.trim() === table);
  const go = async (): Promise<void> => {
    const jobId = await plan.start();
    if (jobId !== null) onStarted(jobId);
  };
  useShortcut('mod+Enter', () => void go(), ready && !destroys);
  return (
    <>
      {plan.startFault === null ? null : <FaultNotice fault={plan.startFault} />}
      {obstacle === null ? null : <FaultNotice fault={obstacle} />}
      {mustType ? <TextField label={`Type ${table} to replace it`} value={typed} onChange={setTyped} mono /> : null}
      <p className={styles['under']}>All or nothing, compared before COMMIT. Sequences follow.</p>
      <Button
        variant={destroys ? 'destroy' : 'primary'}
        big
        className={styles['go']}
        isDisabled={!ready}
        onPress={() => void go()}
        {...(destroys ? {} : { keys: 'mod+Enter' })}
      >
        {restoreVerb(mode, difference)}
      </Button>
    </>
  );
}
