import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Change } from '#shared/contract/app.ts';
import { resuming } from './call-context.ts';
import type { Connection } from './connection.ts';
import type { Calls } from './query.ts';

type Topic = Change['topic'];

/** What is shown of each topic. A run changes its table's counts, too; a dictionary changes by what files are judged. */
function keysOf(calls: Calls, topic: Topic): readonly (readonly unknown[])[] {
  switch (topic) {
    case 'connections':
      return [calls.connections.key()];
    case 'tables':
      return [calls.tables.key(), calls.dictionaries.key(), calls.restores.key()];
    case 'dictionaries':
      return [calls.tables.key(), calls.dictionaries.key(), calls.imports.preview.key()];
    case 'runs':
      return [calls.runs.key(), calls.rejects.key(), calls.tables.key(), calls.restores.key()];
    case 'jobs':
      return [calls.jobs.key()];
    case 'rejects':
      return [calls.rejects.key()];
    case 'backups':
      return [calls.backups.key(), calls.tables.key(), calls.restores.key(), calls.schedules.expiry.key()];
    case 'schedules':
      return [calls.schedules.key()];
    case 'ingest':
      return [calls.ingest.key()];
    case 'settings':
      return [calls.app.key()];
  }
}

/** Asks anew for what is shown of a topic when the backend says that it changed, and for all after a lost connection. */
export function useChanges(connection: Connection, calls: Calls): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const end = new AbortController();
    const listen = async (): Promise<void> => {
      const changes = await connection.client.app.changes(undefined, { signal: end.signal, context: resuming });
      for await (const { topic } of changes) {
        for (const queryKey of keysOf(calls, topic)) void queryClient.invalidateQueries({ queryKey });
      }
    };
    listen().catch((error: unknown) => {
      if (!end.signal.aborted) console.error('The stream of changes ended.', error);
    });
    let wasLost = false;
    const unsubscribe = connection.subscribe(() => {
      const { state } = connection.state();
      if (state === 'lost') wasLost = true;
      if (state === 'open' && wasLost) {
        wasLost = false;
        void queryClient.invalidateQueries();
      }
    });
    return () => {
      unsubscribe();
      end.abort();
    };
  }, [connection, calls, queryClient]);
}
