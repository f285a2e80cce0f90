import { QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Client, Connection, ConnectionState } from './connection.ts';
import { callsOf, newQueryClient, type Calls } from './query.ts';
import { useChanges } from './use-changes.ts';

interface Provided {
  readonly connection: Connection;
  readonly calls: Calls;
}

const ClientContext = createContext<Provided | null>(null);

interface ClientProviderProps {
  readonly connection: Connection;
  readonly children: ReactNode;
}

function Changes() {
  const { connection, calls } = useProvided();
  useChanges(connection, calls);
  return null;
}

/** Gives every component below it the connection's calls, and keeps their answers fresh. */
export function ClientProvider({ connection, children }: ClientProviderProps) {
  const [queryClient] = useState(newQueryClient);
  const [provided] = useState<Provided>(() => ({ connection, calls: callsOf(connection.client) }));
  return (
    <QueryClientProvider client={queryClient}>
      <ClientContext value={provided}>
        <Changes />
        {children}
      </ClientContext>
    </QueryClientProvider>
  );
}

function useProvided(): Provided {
  const provided = useContext(ClientContext);
  if (provided === null) throw new Error('No ClientProvider is around this component.');
  return provided;
}

/** The contract as functions, for what is not shown: `await client.rejects.export({ … })`. */
export const useClient = (): Client => useProvided().connection.client;

/** The contract for `useCall` and `useAction`: `useCall(calls.tables.list.queryOptions({ input }))`. */
export const useCalls = (): Calls => useProvided().calls;

/** How the connection stands; the component renders anew when that changes. */
export function useConnectionState(): ConnectionState {
  const { connection } = useProvided();
  return useSyncExternalStore(connection.subscribe, connection.state);
}
