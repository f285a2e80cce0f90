import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Dictionary } from '#shared/rule.ts';
import { beginHistory, type DraftHistory } from '../../app/draft-history.ts';
import { useSession } from '../../app/session.ts';

interface Drafts {
  readonly known: ReadonlyMap<string, DraftHistory<Dictionary>>;
  readonly keep: (key: string, draft: DraftHistory<Dictionary> | null) => void;
}

const DraftsContext = createContext<Drafts>({ known: new Map(), keep: () => undefined });

/** Keeps what was changed in dictionaries and not saved yet, wherever the window goes meanwhile. */
export function DraftsProvider({ children }: { readonly children: ReactNode }) {
  const [known, setKnown] = useState<ReadonlyMap<string, DraftHistory<Dictionary>>>(new Map());
  const keep = useCallback((key: string, draft: DraftHistory<Dictionary> | null): void => {
    setKnown((before) => {
      const after = new Map(before);
      if (draft === null) after.delete(key);
      else after.set(key, draft);
      return after;
    });
  }, []);
  const drafts = useMemo(() => ({ known, keep }), [known, keep]);
  return <DraftsContext value={drafts}>{children}</DraftsContext>;
}

/** What was changed in the dictionary of a table of this connection and not saved, step by step; null: nothing. */
export function useDraft(
  table: string,
): readonly [DraftHistory<Dictionary> | null, (draft: DraftHistory<Dictionary> | null) => void] {
  const { known, keep } = useContext(DraftsContext);
  const key = useDraftKey();
  return [known.get(key(table)) ?? null, (draft) => keep(key(table), draft)];
}

/** Begins a draft for the dictionary of a table of this connection. */
export function useKeepDraft(): (table: string, draft: Dictionary) => void {
  const { keep } = useContext(DraftsContext);
  const key = useDraftKey();
  return (table, draft) => keep(key(table), beginHistory(draft));
}

function useDraftKey(): (table: string) => string {
  const { id } = useSession().connection;
  return (table) => JSON.stringify([id, table]);
}
