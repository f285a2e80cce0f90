import { createContext, useContext, useEffect, useEffectEvent, useReducer, useRef, type ReactNode } from 'react';
import type { TableName } from '#shared/column.ts';
import type { ChosenFile } from '../../client/chosen-file.ts';
import { faultOf, isAborted } from '../../client/fault-of.ts';
import { changeBatch, emptyBatch, type Batch, type BatchChange } from './batch.ts';

/** The batch that a person is putting together; it stays while other screens are looked at. */
export interface BatchInHand {
  readonly batch: Batch;
  readonly change: (change: BatchChange) => void;
  /** Takes files into the batch; `target` is the table they go to where a person named one. */
  readonly addFiles: (files: readonly ChosenFile[], target?: TableName) => void;
  /** Brings a file to the backend once more. */
  readonly sendAgain: (key: string) => void;
}

const BatchContext = createContext<BatchInHand | null>(null);

/** The batch in hand. */
export function useBatch(): BatchInHand {
  const inHand = useContext(BatchContext);
  if (inHand === null) throw new Error('No BatchProvider is around this component.');
  return inHand;
}

/** Progress of an upload is shown at most this often. */
const PROGRESS_MS = 100;

interface BatchProviderProps {
  /** The connection the batch would go to; null while none is open. */
  readonly connectionId: string | null;
  readonly children: ReactNode;
}

/** Holds the batch for all screens below it, and brings its files to where the backend can read them. */
export function BatchProvider({ connectionId, children }: BatchProviderProps) {
  const [batch, change] = useReducer(changeBatch, emptyBatch);
  const chosen = useRef(new Map<string, ChosenFile>());
  const uploads = useRef(new Map<string, AbortController>());

  const send = async (key: string, file: ChosenFile): Promise<void> => {
    const end = new AbortController();
    uploads.current.set(key, end);
    let shownAt = 0;
    try {
      const source = await file.take({
        signal: end.signal,
        onProgress(bytesSent) {
          const now = performance.now();
          if (now - shownAt < PROGRESS_MS) return;
          shownAt = now;
          change({ type: 'sent', key, bytesSent });
        },
      });
      change({ type: 'arrived', key, source });
    } catch (error) {
      if (!isAborted(error)) change({ type: 'sendFailed', key, fault: faultOf(error) });
    } finally {
      uploads.current.delete(key);
    }
  };

  const addFiles: BatchInHand['addFiles'] = (files, target) => {
    const added = files.map((file) => ({ file, key: crypto.randomUUID() }));
    change({
      type: 'add',
      files: added.map(({ file, key }) => ({
        key,
        name: file.name,
        bytes: file.bytes,
        source: null,
        bytesSent: 0,
        fault: null,
        dialect: {},
        target: target ?? null,
        match: null,
        update: null,
        memory: true,
      })),
    });
    for (const { file, key } of added) {
      chosen.current.set(key, file);
      void send(key, file);
    }
  };

  const sendAgain = (key: string): void => {
    const file = chosen.current.get(key);
    if (file === undefined) return;
    change({ type: 'sendAgain', key });
    void send(key, file);
  };

  const changeAndEnd = (what: BatchChange): void => {
    const gone = what.type === 'clear' ? batch.files.map(({ key }) => key) : what.type === 'remove' ? [what.key] : [];
    for (const key of gone) {
      uploads.current.get(key)?.abort();
      chosen.current.delete(key);
    }
    change(what);
  };

  const lastConnection = useRef(connectionId);
  const move = useEffectEvent((id: string | null) => {
    if (id === null || id === lastConnection.current) return;
    if (lastConnection.current !== null) change({ type: 'moveToConnection' });
    lastConnection.current = id;
  });
  useEffect(() => move(connectionId), [connectionId]);

  return <BatchContext value={{ batch, change: changeAndEnd, addFiles, sendAgain }}>{children}</BatchContext>;
}
