import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Connection, ConnectionReport } from '#shared/connection.ts';
import type { AppInfo, Settings } from '#shared/contract/app.ts';
import type { Fault } from '#shared/fault.ts';
import { useCalls, useClient } from '../client/client-provider.tsx';
import { useAction } from '../client/use-action.ts';
import { useCall } from '../client/use-call.ts';

/** How the connection in use stands. */
export type Opening =
  | { readonly state: 'none' }
  | { readonly state: 'opening'; readonly connection: Connection }
  | { readonly state: 'failed'; readonly connection: Connection; readonly fault: Fault; readonly retry: () => void }
  | { readonly state: 'open'; readonly connection: Connection; readonly report: ConnectionReport };

/** What the whole window stands on. */
export interface Workspace {
  readonly info: AppInfo;
  readonly settings: Settings;
  readonly connections: readonly Connection[];
  readonly opening: Opening;
}

/** Of one query: an answer for each connection, kept until it is opened anew. */
export const sessionKey = (connectionId: string): readonly string[] => ['session', connectionId];

/** How often the server is asked whether it still answers, and how fast. */
const ASK_AGAIN_MS = 60_000;

function useOpening(current: Connection | null): Opening {
  const client = useClient();
  const session = useCall<ConnectionReport, Error>({
    queryKey: sessionKey(current?.id ?? ''),
    queryFn: () => client.connections.open({ id: current?.id ?? '', password: null }),
    enabled: current !== null,
    refetchInterval: (query) => (query.state.status === 'success' ? ASK_AGAIN_MS : false),
  });
  if (current === null) return { state: 'none' };
  if (session.fault !== null && !(session.fetching && session.data === undefined)) {
    return { state: 'failed', connection: current, fault: session.fault, retry: session.refetch };
  }
  if (session.data !== undefined) return { state: 'open', connection: current, report: session.data };
  return { state: 'opening', connection: current };
}

/** Theme and density stand on the root, where the tokens look for them. */
function useAppearance(settings: Settings | undefined): void {
  const theme = settings?.theme ?? 'system';
  const density = settings?.density ?? 'compact';
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
    dataset['density'] = density;
  }, [theme, density]);
}

interface Loaded {
  /** Null until the backend has answered. */
  readonly workspace: Workspace | null;
  /** Why it does not answer. */
  readonly fault: Fault | null;
  readonly retry: () => void;
}

/** Asks the backend for all that the window itself needs. */
export function useWorkspace(): Loaded {
  const calls = useCalls();
  const info = useCall(calls.app.info.queryOptions());
  const settings = useCall(calls.app.settings.queryOptions());
  const connections = useCall(calls.connections.list.queryOptions());
  const lastId = settings.data?.lastConnectionId ?? null;
  const opening = useOpening(connections.data?.find(({ id }) => id === lastId) ?? null);
  useAppearance(settings.data);
  const retry = (): void => {
    for (const { fault, refetch } of [info, settings, connections]) if (fault !== null) refetch();
  };
  if (info.data === undefined || settings.data === undefined || connections.data === undefined) {
    return { workspace: null, fault: info.fault ?? settings.fault ?? connections.fault, retry };
  }
  const workspace = { info: info.data, settings: settings.data, connections: connections.data, opening };
  return { workspace, fault: null, retry };
}

type SettingsChange = Partial<Settings>;

/** Changes settings, and shows them at once. */
export function useChangeSettings(): (change: SettingsChange) => Promise<Fault | null> {
  const calls = useCalls();
  const queryClient = useQueryClient();
  const action = useAction(calls.app.changeSettings.mutationOptions());
  return async (change) => {
    const key = calls.app.settings.queryKey();
    const before = queryClient.getQueryData(key);
    if (before !== undefined) queryClient.setQueryData(key, { ...before, ...change });
    const outcome = await action.run(change);
    if (outcome.ok) queryClient.setQueryData(key, outcome.value);
    else queryClient.setQueryData(key, before);
    return outcome.ok ? null : outcome.fault;
  };
}
