import { useQueryClient } from '@tanstack/react-query';
import type { Connection, ConnectionDraft } from '#shared/connection.ts';
import type { Fault } from '#shared/fault.ts';
import { sessionKey, useChangeSettings } from '../../app/use-workspace.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction, type Outcome } from '../../client/use-action.ts';

interface SaveInput {
  readonly id: string | null;
  readonly draft: ConnectionDraft;
  readonly password: string | null;
  readonly remember: boolean;
}

interface Connecting {
  /** Opens a saved connection and puts the window on it. Null: done; else why the server did not let us in. */
  readonly open: (id: string, password: string | null) => Promise<Fault | null>;
  /** Saves a connection, or says why it could not be saved. */
  readonly save: (input: SaveInput) => Promise<Outcome<Connection>>;
  readonly pending: boolean;
}

/** What it takes to be on a connection: save it, open it, remember it as the one in use. */
export function useConnect(): Connecting {
  const calls = useCalls();
  const queryClient = useQueryClient();
  const changeSettings = useChangeSettings();
  const openAction = useAction(calls.connections.open.mutationOptions());
  const saveAction = useAction(calls.connections.save.mutationOptions());
  return {
    pending: openAction.pending || saveAction.pending,
    async open(id, password) {
      const outcome = await openAction.run({ id, password });
      if (!outcome.ok) return outcome.fault;
      queryClient.setQueryData(sessionKey(id), outcome.value);
      return changeSettings({ lastConnectionId: id });
    },
    async save(input) {
      const outcome = await saveAction.run(input);
      if (!outcome.ok) return outcome;
      const saved = outcome.value;
      // The list is asked anew by the stream of changes; until then it knows the connection from here.
      queryClient.setQueryData(calls.connections.list.queryKey(), (known) => [
        ...(known ?? []).filter((one) => one.id !== saved.id),
        saved,
      ]);
      return outcome;
    },
  };
}
