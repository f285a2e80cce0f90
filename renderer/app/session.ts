import { createContext, useContext } from 'react';
import type { Connection, ConnectionReport } from '#shared/connection.ts';
import type { Settings } from '#shared/contract/app.ts';

/** What holds for every screen while the window is open on one connection. */
export interface Session {
  readonly connection: Connection;
  /** What the server said when the connection was opened. */
  readonly report: ConnectionReport;
  readonly settings: Settings;
}

export const SessionContext = createContext<Session | null>(null);

/** The connection the window is on. Only for screens that the shell shows once a connection is open. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('No connection is open around this component.');
  return session;
}

export const TimeZoneContext = createContext('UTC');

/** IANA zone in which times are shown. */
export const useTimeZone = (): string => useContext(TimeZoneContext);
