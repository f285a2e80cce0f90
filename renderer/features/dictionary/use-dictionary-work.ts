import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TableName } from '#shared/column.ts';
import type { DictionaryProblem, DictionaryView } from '#shared/contract/dictionaries.ts';
import type { Fault } from '#shared/fault.ts';
import type { Dictionary } from '#shared/rule.ts';
import { useSession } from '../../app/session.ts';
import type { ChosenFile } from '../../client/chosen-file.ts';
import { useCalls, useClient } from '../../client/client-provider.tsx';
import { faultOf } from '../../client/fault-of.ts';
import { useAction } from '../../client/use-action.ts';
import { readSchema, saveSchema, type ReadSchema } from './schema-file.ts';

/** What is done with a dictionary, and what came of it. */
export interface DictionaryWork {
  readonly pending: boolean;
  readonly fault: Fault | null;
  readonly problems: readonly DictionaryProblem[];
  /** What an imported schema says and a dictionary cannot hold. */
  readonly notes: readonly string[];
  /** What was done last, in words. */
  readonly done: string | null;
  /** Each is true when it was done. */
  readonly save: (dictionary: Dictionary) => Promise<boolean>;
  readonly create: (dictionary: Dictionary) => Promise<boolean>;
  readonly reset: () => Promise<boolean>;
  readonly read: (file: ChosenFile) => Promise<ReadSchema | null>;
  readonly write: (dictionary: Dictionary) => Promise<void>;
  readonly dismissNotes: () => void;
  /** The dictionary is another than that which was judged. */
  readonly forgetProblems: () => void;
}

/** The steps of the dictionary's screen. `name` null: the table is that which a schema will name. */
export function useDictionaryWork(name: TableName | null): DictionaryWork {
  const calls = useCalls();
  const client = useClient();
  const queries = useQueryClient();
  const connectionId = useSession().connection.id;
  const saving = useAction(calls.dictionaries.save.mutationOptions());
  const creating = useAction(calls.dictionaries.createTable.mutationOptions());
  const resetting = useAction(calls.dictionaries.reset.mutationOptions());
  const [fault, setFault] = useState<Fault | null>(null);
  const [problems, setProblems] = useState<readonly DictionaryProblem[]>([]);
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [done, setDone] = useState<string | null>(null);

  const begin = (): void => {
    setFault(null);
    setProblems([]);
    setDone(null);
  };

  /** At once, so that the old one is not seen again between the answer and the news of it. */
  const show = (view: DictionaryView | null): void => {
    if (name === null || view === null) return;
    queries.setQueryData(calls.dictionaries.get.queryKey({ input: { connectionId, name } }), view);
  };

  /** Saves or creates; whatever stands in the way is shown. */
  const put = async (action: typeof saving | typeof creating, dictionary: Dictionary): Promise<boolean> => {
    if (name === null) return false;
    begin();
    const outcome = await action.run({ connectionId, name, dictionary });
    if (!outcome.ok) setFault(outcome.fault);
    else setProblems(outcome.value.problems);
    const isDone = outcome.ok && outcome.value.problems.length === 0;
    if (isDone) {
      setNotes([]);
      show(outcome.value.view);
    }
    return isDone;
  };

  return {
    pending: saving.pending || creating.pending || resetting.pending,
    fault,
    problems,
    notes,
    done,
    save: async (dictionary) => {
      const isDone = await put(saving, dictionary);
      if (isDone) setDone('Saved');
      return isDone;
    },
    create: (dictionary) => put(creating, dictionary),
    reset: async () => {
      if (name === null) return false;
      begin();
      const outcome = await resetting.run({ connectionId, name });
      if (outcome.ok) show(outcome.value.view);
      else setFault(outcome.fault);
      return outcome.ok;
    },
    read: async (file) => {
      begin();
      try {
        const read = await readSchema(client, connectionId, name, file);
        setNotes(read.notes);
        return read;
      } catch (error) {
        setFault(faultOf(error));
        return null;
      }
    },
    write: async (dictionary) => {
      if (name === null) return;
      begin();
      try {
        const saved = await saveSchema(client, name, dictionary);
        if (saved !== null) setDone(`Exported to ${saved}`);
      } catch (error) {
        setFault(faultOf(error));
      }
    },
    dismissNotes: () => setNotes([]),
    forgetProblems: () => setProblems([]),
  };
}
