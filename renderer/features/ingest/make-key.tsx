import { useState } from 'react';
import { keyDraftSchema } from '#shared/ingest.ts';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/check-box.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TableChoice } from '../backups/table-choice.tsx';
import { CopyButton } from './copy-button.tsx';
import styles from './ingest.module.css';
import { draftOfKey, newKeyForm, type KeyForm } from './key-form.ts';

/** Makes a key, and shows it this once. */
export function MakeKey({ onClose }: { readonly onClose: () => void }) {
  const calls = useCalls();
  const { connection } = useSession();
  const tables = useCall(calls.tables.list.queryOptions({ input: { connectionId: connection.id } }));
  const add = useAction(calls.ingest.addKey.mutationOptions());
  const [form, setForm] = useState<KeyForm>(newKeyForm);
  const change = (some: Partial<KeyForm>): void => setForm((known) => ({ ...known, ...some }));
  const draft = keyDraftSchema.safeParse(draftOfKey(form));
  const made = add.data;
  const names = (tables.data?.tables ?? []).map(({ table }) => table);
  if (made !== undefined) {
    return (
      <Dialog
        title={`The key ${made.key.name}`}
        isOpen
        onClose={onClose}
        actions={
          <Button variant="primary" onPress={onClose}>
            Done
          </Button>
        }
      >
        <p>Copy it now: it is not kept, and not shown again.</p>
        <div className={styles['address']}>
          <code>{made.secret}</code>
          <CopyButton text={made.secret} label="Copy the key" />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Make a key"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            isDisabled={!draft.success || add.pending}
            onPress={() => void (draft.success && add.run(draft.data))}
          >
            Make the key
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        <TextField label="Name" value={form.name} onChange={(name) => change({ name })} />
        <CheckBox isSelected={form.tables === null} onChange={(all) => change({ tables: all ? null : names })}>
          For all tables, those too that are made later
        </CheckBox>
        {form.tables === null || tables.data === undefined ? null : (
          <TableChoice
            tables={tables.data.tables}
            chosen={form.tables}
            onChoose={(chosen) => change({ tables: chosen })}
          />
        )}
        <TextField
          label="Works until"
          value={form.until}
          onChange={(until) => change({ until })}
          placeholder="revoked, or 2027-01-31"
          error={form.until.trim() === '' || draftOfKey(form).expiresAt !== '' ? undefined : 'A date like 2027-01-31.'}
        />
        <div className={styles['fields']}>
          <TextField
            label="Requests a second"
            value={form.rate}
            onChange={(rate) => change({ rate })}
            inputMode="numeric"
          />
          <TextField label="At once" value={form.burst} onChange={(burst) => change({ burst })} inputMode="numeric" />
        </div>
        <CheckBox
          isSelected={form.apart}
          onChange={(apart) => change({ apart })}
          detail="Else those of an hour stand together"
        >
          A run of its own for each request
        </CheckBox>
        {add.fault === null ? null : <FaultNotice fault={add.fault} />}
      </div>
    </Dialog>
  );
}
