import { useState } from 'react';
import type { Schedule } from '#shared/schedule.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';

interface RemoveScheduleProps {
  readonly schedule: Schedule;
  readonly onRemoved: () => void;
}

/** Removes a schedule once a person has said it twice. */
export function RemoveSchedule({ schedule: { id, name }, onRemoved }: RemoveScheduleProps) {
  const calls = useCalls();
  const remove = useAction(calls.schedules.remove.mutationOptions());
  const [isAsked, setAsked] = useState(false);
  const go = async (): Promise<void> => {
    if ((await remove.run({ id })).ok) onRemoved();
  };
  return (
    <>
      <Button variant="danger" onPress={() => setAsked(true)}>
        Remove
      </Button>
      <Dialog
        title={`Remove the schedule ${name}?`}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        role="alertdialog"
        actions={
          <>
            <Button onPress={() => setAsked(false)}>Keep it</Button>
            <Button variant="destroy" isDisabled={remove.pending} onPress={() => void go()}>
              Remove it
            </Button>
          </>
        }
      >
        <p>Nothing is backed up by it any more. The backups that it has made stay, and none of them goes by itself.</p>
        {remove.fault === null ? null : <FaultNotice fault={remove.fault} />}
      </Dialog>
    </>
  );
}
