import { useState } from 'react';
import type { TableSummary } from '#shared/contract/tables.ts';
import type { Schedule } from '#shared/schedule.ts';
import { useSession } from '../../app/session.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/check-box.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { codecOptions } from '../backups/backup-words.ts';
import { FolderField } from '../backups/folder-field.tsx';
import { Pane } from '../backups/pane.tsx';
import { TableChoice } from '../backups/table-choice.tsx';
import { RemoveSchedule } from './remove-schedule.tsx';
import { RetentionFields } from './retention-fields.tsx';
import { draftOf, formOf, newForm, type ScheduleForm } from './schedule-form.ts';
import styles from './schedule-pane.module.css';
import { TimingFields } from './timing-fields.tsx';

interface SchedulePaneProps {
  /** Null: a new one. */
  readonly schedule: Schedule | null;
  /** Null until they are here. */
  readonly tables: readonly TableSummary[] | null;
  readonly onClose: () => void;
}

/** A schedule to be made or changed: when, of which tables, to which folder, and what of it is kept. */
export function SchedulePane({ schedule, tables, onClose }: SchedulePaneProps) {
  const calls = useCalls();
  const { connection, settings } = useSession();
  const folder = useCall(calls.backups.folder.queryOptions());
  const save = useAction(calls.schedules.save.mutationOptions());
  const zone = settings.timeZone;
  const [form, setForm] = useState<ScheduleForm>(schedule === null ? newForm(zone) : formOf(schedule));
  const change = (some: Partial<ScheduleForm>): void => setForm((known) => ({ ...known, ...some }));
  const schema = tables?.[0]?.schema ?? '';
  const of = { connectionId: connection.id, schema, enabled: schedule?.enabled ?? true };
  const draft = draftOf(form, of);
  const isReady = draft !== null && !save.pending;
  const go = async (): Promise<void> => {
    if (draft === null) return;
    const saved = await save.run({ id: schedule?.id ?? null, draft });
    if (saved.ok) onClose();
  };
  useShortcut('mod+Enter', () => void go(), isReady);
  const all = (tables ?? []).map(({ table }) => table);
  return (
    <Pane
      title={schedule === null ? 'Back up by schedule' : `Change ${schedule.name}`}
      onClose={onClose}
      foot={
        <>
          {save.fault === null ? null : <FaultNotice fault={save.fault} />}
          <p className={styles['hint']}>
            {'Runs while Sluice is open, or '}
            <span className="mono">sluice serve</span>
            {' runs. Each file is read back at once.'}
          </p>
          <div className={styles['foot']}>
            {schedule === null ? null : <RemoveSchedule schedule={schedule} onRemoved={onClose} />}
            <Button
              variant="primary"
              big
              keys="mod+Enter"
              className={styles['go']}
              isDisabled={!isReady}
              onPress={() => void go()}
            >
              {schedule === null ? 'Keep schedule' : 'Keep changes'}
            </Button>
          </div>
        </>
      }
    >
      <TextField label="Name" value={form.name} onChange={(name) => change({ name })} />
      <TimingFields form={form} onChange={change} zone={zone} />
      <RetentionFields scheduleId={schedule?.id ?? null} form={form} onChange={change} zone={zone} />
      <CheckBox isSelected={form.tables === null} onChange={(on) => change({ tables: on ? null : all })}>
        All tables, those too that are made later
      </CheckBox>
      {form.tables === null || tables === null ? null : (
        <TableChoice tables={tables} chosen={form.tables} onChoose={(names) => change({ tables: names })} />
      )}
      <SelectField
        label="Packed with"
        options={codecOptions}
        selected={form.codec}
        onChoose={(codec) => change({ codec })}
      />
      {folder.data === undefined ? null : (
        <FolderField
          folder={folder.data}
          value={form.folder ?? folder.data.folder}
          onChange={(typed) => change({ folder: typed.trim() === folder.data?.folder ? null : typed })}
        />
      )}
      <CheckBox
        isSelected={form.catchesUp}
        onChange={(catchesUp) => change({ catchesUp })}
        detail="Else a run that was due while nothing of Sluice ran is told as missed"
      >
        Catch up on what was missed
      </CheckBox>
    </Pane>
  );
}
