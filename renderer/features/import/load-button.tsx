import { useState } from 'react';
import type { Fault } from '#shared/fault.ts';
import { useSession } from '../../app/session.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { leftOutWords, loadWords, type LoadPlan, underWords } from './load-plan.ts';
import styles from './next-panel.module.css';

interface LoadButtonProps {
  readonly plan: LoadPlan;
  readonly onLoad: (keys: readonly string[]) => void;
  readonly fault: Fault | null;
  /** Which files stay out is said above. */
  readonly leftOutIsTold: boolean;
}

/** The button that loads, with its amount. What replaces a table is red; on production the table's name is typed first. */
export function LoadButton({ plan, onLoad, fault, leftOutIsTold }: LoadButtonProps) {
  const { connection } = useSession();
  const [typed, setTyped] = useState('');
  const [started, setStarted] = useState(false);
  const destroys = plan.replaced.length > 0;
  const names = plan.replaced.join(', ');
  const mustType = destroys && connection.environment === 'production';
  const ready = plan.keys.length > 0 && (!mustType || typed.trim() === names) && (!started || fault !== null);
  const load = (): void => {
    setStarted(true);
    onLoad(plan.keys);
  };
  useShortcut('mod+Enter', load, ready);
  const left = leftOutIsTold ? null : leftOutWords(plan);
  const warnings = [...(left === null ? [] : [left]), ...plan.warnings];
  return (
    <>
      {fault === null ? null : <FaultNotice fault={fault} />}
      {warnings.length === 0 ? null : (
        <ul className={styles['warnings']}>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {mustType ? (
        <TextField
          className={styles['typed']}
          label={`Type ${names} to replace it`}
          value={typed}
          onChange={setTyped}
          mono
        />
      ) : null}
      <Button
        variant={destroys ? 'destroy' : 'primary'}
        big
        className={styles['go']}
        isDisabled={!ready}
        onPress={load}
        {...(destroys ? {} : { keys: 'mod+Enter' })}
      >
        {loadWords(plan)}
      </Button>
      <p className={styles['under']}>{underWords(plan)}</p>
    </>
  );
}
