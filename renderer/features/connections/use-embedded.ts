import { useState } from 'react';
import type { Connection } from '#shared/connection.ts';
import type { Fault } from '#shared/fault.ts';
import { useConnect } from './use-connect.ts';

interface Embedded {
  /** Saves the built-in database as a connection where it is none yet, starts it, and connects. */
  readonly use: () => void;
  readonly starting: boolean;
  readonly fault: Fault | null;
}

/** The way to the database that the app brings along. */
export function useEmbedded(connections: readonly Connection[], onConnected: () => void): Embedded {
  const { save, open } = useConnect();
  const [starting, setStarting] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const connect = async (): Promise<void> => {
    setFault(null);
    const known = connections.find(({ kind }) => kind === 'embedded');
    const saved =
      known === undefined
        ? await save({
            id: null,
            draft: { name: 'Built-in database', kind: 'embedded', address: null, environment: 'local' },
            password: null,
            remember: false,
          })
        : { ok: true as const, value: known };
    if (!saved.ok) {
      setFault(saved.fault);
      return;
    }
    const refused = await open(saved.value.id, null);
    setFault(refused);
    if (refused === null) onConnected();
  };
  const start = async (): Promise<void> => {
    setStarting(true);
    await connect();
    setStarting(false);
  };
  return { use: () => void start(), starting, fault };
}
