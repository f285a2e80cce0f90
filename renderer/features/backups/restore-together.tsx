import { useState } from 'react';
import type { BackupEntry } from '#shared/backup.ts';
import type { RestoreMode } from '#shared/restore.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/check-box.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { badgeOf } from './badge-of.ts';
import { TogetherLine } from './together-line.tsx';
import styles from './restore-together.module.css';
import { useDifferences } from './use-differences.ts';

interface RestoreTogetherProps {
  readonly backups: readonly BackupEntry[];
  readonly onStarted: (jobId: string) => void;
}

const modeOptions = [
  { id: 'replace', label: 'Replace', detail: 'All rows go, and those of the files come' },
  { id: 'append', label: 'Append missing', detail: 'Only rows that are not there' },
  { id: 'new', label: 'As new tables', detail: 'Under the names they had' },
] as const;

const verbs: Readonly<Record<RestoreMode, string>> = { replace: 'Replace', append: 'Append to', new: 'Make anew' };

/** Restores several tables in one transaction: what refers to one another goes back together. */
export function RestoreTogether({ backups, onStarted }: RestoreTogetherProps) {
  const calls = useCalls();
  const { connection } = useSession();
  const [mode, setMode] = useState<RestoreMode>('replace');
  const [safety, setSafety] = useState(true);
  const [typed, setTyped] = useState('');
  const folder = useCall(calls.backups.folder.queryOptions());
  const start = useAction(calls.restores.start.mutationOptions());
  const names = backups.map(({ table }) => table.table);
  const tables = new Set(backups.map(({ table }) => JSON.stringify(table)));
  const isTwice = tables.size < backups.length;
  const isWhole = backups.every((one) => badgeOf(one) === 'verified' || badgeOf(one) === 'unverified');
  const known = useDifferences(isTwice || !isWhole ? [] : backups);
  if (isTwice || !isWhole) {
    return (
      <p className={styles['under']}>
        {isTwice
          ? 'To restore tables together, choose one backup of each.'
          : 'What is damaged or missing cannot be restored: choose the others.'}
      </p>
    );
  }
  const all = known.flatMap(({ difference }) => difference ?? []);
  const isKnown = all.length === known.length;
  const stands = all.some(({ modes }) => modes.some((one) => one.mode === mode && one.fault !== null));
  const gone = all.reduce((sum, { rowsNow }) => sum + (rowsNow ?? 0), 0);
  const mustType = mode === 'replace' && connection.environment === 'production';
  const words = names.join(', ');
  const safetyFolder = folder.data?.folder ?? null;
  const ready =
    isKnown &&
    !stands &&
    !start.pending &&
    (!mustType || typed.trim() === words) &&
    (mode !== 'replace' || !safety || safetyFolder !== null);
  const go = async (): Promise<void> => {
    const started = await start.run({
      connectionId: connection.id,
      items: backups.map(({ path }) => ({ path, target: null })),
      options: { mode, triggers: 'off', safetyFolder: mode === 'replace' && safety ? safetyFolder : null },
    });
    if (started.ok) onStarted(started.value.jobId);
  };
  return (
    <Panel title="Restore together">
      <div className={styles['parts']}>
        <ul className={styles['lines']}>
          {known.map((one) => (
            <TogetherLine key={one.backup.path} known={one} mode={mode} />
          ))}
        </ul>
        <SelectField label="How" options={modeOptions} selected={mode} onChoose={setMode} />
        {mode === 'replace' ? (
          <CheckBox isSelected={safety} onChange={setSafety} detail={safetyFolder ?? ''}>
            Back up the rows that go, first
          </CheckBox>
        ) : null}
        {start.fault === null ? null : <FaultNotice fault={start.fault} />}
        {mustType ? <TextField label={`Type ${words} to replace them`} value={typed} onChange={setTyped} mono /> : null}
        <p className={styles['under']}>
          {`All in one transaction, or none.${mode === 'replace' && isKnown ? ` ${showCount(gone)} ${gone === 1 ? 'row goes' : 'rows go'}.` : ''} Triggers are off until COMMIT.`}
        </p>
        <Button
          variant={mode === 'replace' ? 'destroy' : 'primary'}
          big
          className={styles['go']}
          isDisabled={!ready}
          onPress={() => void go()}
        >
          {`${verbs[mode]} ${showAmount(backups.length, 'table')}`}
        </Button>
      </div>
    </Panel>
  );
}
