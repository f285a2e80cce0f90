import { keepPreviousData, skipToken, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Preview } from '#shared/contract/imports.ts';
import type { Fault } from '#shared/fault.ts';
import { addStep, isTyping, type DraftHistory } from '../../../app/draft-history.ts';
import { useSession } from '../../../app/session.ts';
import { useCalls, useClient } from '../../../client/client-provider.tsx';
import { faultOf } from '../../../client/fault-of.ts';
import { useCall } from '../../../client/use-call.ts';
import type { FileChoice } from '../batch.ts';
import {
  countDraftChanges,
  designOf,
  namesOf,
  readingOf,
  type NameProblems,
  type TableDesign,
} from './table-design.ts';
import { dictionaryOfDraft, matchOfDraft, type TableDraft } from './table-draft.ts';
import { useInferred, type Inferred } from './use-inferred.ts';

interface TableDesignOptions {
  readonly preview: Preview;
  /** What was made of the file before; null: nothing yet. */
  readonly before: TableDesign | null;
  readonly onChoose: (choice: FileChoice) => void;
}

export interface DesignWork {
  readonly inferred: Inferred;
  /** Null until the file was read. */
  readonly design: TableDesign | null;
  readonly problems: NameProblems;
  /** The statement that the columns make; null until it is here. */
  readonly sql: string | null;
  /** Why the table cannot be made as it is; it goes with the next change. */
  readonly refused: Fault | null;
  readonly asking: boolean;
  readonly change: (draft: TableDraft) => void;
  readonly step: (history: DraftHistory<TableDraft>) => void;
  /** Makes it the table of the file, after the server was asked. */
  readonly use: () => Promise<void>;
}

const noProblems: NameProblems = { table: null, columns: new Map() };

/** A table in the making: what the file says, what a person makes of it, and what the server says of that. */
export function useTableDesign({ preview, before, onChoose }: TableDesignOptions): DesignWork {
  const calls = useCalls();
  const client = useClient();
  const queries = useQueryClient();
  const { connection, report } = useSession();
  const reading = readingOf(preview);
  const known = before?.reading === reading ? before : null;
  const inferred = useInferred(connection.id, preview, known !== null);
  const design = known ?? (inferred.table === null ? null : designOf(inferred.table, reading, before));
  const [refused, setRefused] = useState<Fault | null>(null);
  const [asking, setAsking] = useState(false);

  // Kept as soon as the file was read, so that who comes back need not wait for that again.
  const keep = useEffectEvent(() => {
    if (known === null && design !== null) onChoose({ design });
  });
  const isNew = known === null && design !== null;
  useEffect(() => {
    if (isNew) keep();
  }, [isNew]);

  const draft = design?.history.now ?? null;
  const names = draft === null ? noProblems : namesOf(draft);
  const isNamed = names.table === null && names.columns.size === 0;
  const planOf = ({ table }: TableDraft, dictionary: ReturnType<typeof dictionaryOfDraft>) => ({
    connectionId: connection.id,
    name: { schema: report.schema, table },
    dictionary,
  });
  const plan = useCall({
    ...calls.dictionaries.planTable.queryOptions({
      input: draft === null || !isNamed ? skipToken : planOf(draft, dictionaryOfDraft(draft)),
    }),
    placeholderData: keepPreviousData,
  });

  const put = (history: DraftHistory<TableDraft>): void => {
    setRefused(null);
    if (design !== null) onChoose({ design: { ...design, history, note: null } });
  };
  const use = async (): Promise<void> => {
    if (draft === null) return;
    const target = { schema: report.schema, table: draft.table };
    const { statement } = draft;
    const ofColumns = dictionaryOfDraft(draft);
    setAsking(true);
    setRefused(null);
    try {
      if (statement === null) {
        // Anew: a table of that name may have come meanwhile.
        const options = calls.dictionaries.planTable.queryOptions({ input: planOf(draft, ofColumns) });
        const { problems } = await queries.fetchQuery({ ...options, staleTime: 0 });
        if (problems.length > 0) return;
      }
      const dictionary =
        statement === null
          ? ofColumns
          : (await client.imports.tryStatement({ connectionId: connection.id, target, statement })).dictionary;
      onChoose({
        designing: false,
        newTable: { target, dictionary, createBy: statement },
        target,
        match: matchOfDraft(draft, dictionary),
      });
    } catch (error) {
      setRefused(faultOf(error));
    } finally {
      setAsking(false);
    }
  };
  return {
    inferred,
    design,
    problems:
      draft === null ? noProblems : withPlanned(names, draft, isNamed ? (plan.data?.problems ?? []) : [], refused),
    sql: plan.data?.sql ?? null,
    refused: refused?.code === 'target.changed' ? null : refused,
    asking,
    change: (next) => {
      if (design !== null) put(addStep(design.history, next, { typed: isTyping(), countChanges: countDraftChanges }));
    },
    step: put,
    use,
  };
}

/** The names with what the server says of them, each beside its field. What a statement makes of columns is judged by itself. */
function withPlanned(
  names: NameProblems,
  { table: name, columns, statement }: TableDraft,
  planned: readonly { readonly column: string | null; readonly sentence: string }[],
  refused: Fault | null,
): NameProblems {
  const isThere = refused?.code === 'target.changed' ? `There is a table ${name} already.` : null;
  const ofTable = planned.find(({ column }) => column === null)?.sentence ?? isThere;
  const table =
    names.table ?? (ofTable === null ? null : `${ofTable} Give the new one another name, or load into that.`);
  if (statement !== null) return { table, columns: new Map() };
  const all = new Map(names.columns);
  for (const { field, name: own } of columns) {
    const problem = planned.find(({ column }) => column === own)?.sentence;
    if (problem !== undefined && !all.has(field)) all.set(field, problem);
  }
  return { table, columns: all };
}
