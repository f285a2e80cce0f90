import { useState } from 'react';
import type { ApiKey } from '#shared/ingest.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';

/** Revokes a key once a person has said it twice. */
export function RevokeKey({ apiKey: { id, name } }: { readonly apiKey: ApiKey }) {
  const calls = useCalls();
  const revoke = useAction(calls.ingest.revokeKey.mutationOptions());
  const [isAsked, setAsked] = useState(false);
  const go = async (): Promise<void> => {
    if ((await revoke.run({ id })).ok) setAsked(false);
  };
  return (
    <>
      <Button variant="plain" aria-label={`Revoke ${name}`} onPress={() => setAsked(true)}>
        Revoke
      </Button>
      <Dialog
        title={`Revoke the key ${name}?`}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        role="alertdialog"
        actions={
          <>
            <Button onPress={() => setAsked(false)}>Keep it</Button>
            <Button variant="destroy" isDisabled={revoke.pending} onPress={() => void go()}>
              Revoke it
            </Button>
          </>
        }
      >
        <p>It stops working at once, and for good. What it has sent stays, in the tables and in the history.</p>
        {revoke.fault === null ? null : <FaultNotice fault={revoke.fault} />}
      </Dialog>
    </>
  );
}
