import type { History } from '#backend/history/open-history.ts';
import type { StoredRun } from '#backend/history/run-row.ts';
import type { KeptReject } from '#backend/history/kept-reject.ts';
import type { ClaimedKeys } from '#backend/load/claimed-keys.ts';
import { findDictionary } from '#backend/load/find-dictionary.ts';
import { judgeTypedRows, withUnknownText, type TypedTarget, type Verdict } from '#backend/load/judge-typed-rows.ts';
import { typedRecord } from '#backend/parse/typed-rows.ts';
import { fault } from '#shared/fault.ts';
import type { RejectFix, TypedFields } from '#shared/reject.ts';
import type { JudgeSessions } from './judge-sessions.ts';
import type { Rooms } from './rooms.ts';

/** A reject with the fields that are to be judged. */
export interface Draft {
  readonly reject: KeptReject;
  readonly fields: TypedFields;
}

/** The fields of a reject as they would be sent: as they were typed, else as they came. */
export const fieldsOf = (reject: KeptReject, { dialect }: StoredRun): TypedFields =>
  reject.fix?.fields ?? typedRecord(reject.bytes, dialect);

/**
 * What rows of a run are judged by, and where a replay sends them: as the run was set up. A dictionary that a person gave for it
 * holds still; otherwise what holds now. Where the run replaced the rows of the table, its rejects come in beside them.
 * Faults: rejects.notEditable, rejects.inParent.
 */
export function typedTargetOf({ dictionaries }: History, run: StoredRun): TypedTarget {
  const { setup, parentId, dialect, options } = run;
  if (parentId !== null) throw fault('rejects.inParent', { id: parentId });
  if (setup === null)
    throw fault('rejects.notEditable', { reason: 'it was made by an older Sluice, which did not keep its match' });
  const sources = { given: setup.dictionaries, saved: dictionaries.list(run.connectionId) };
  return {
    item: {
      dialect,
      target: { schema: run.schema, table: run.table },
      width: setup.width,
      match: setup.match,
      targetExists: setup.targetExists,
    },
    dictionaryFor: (target, table) => findDictionary(target, table, sources),
    mode: options.mode === 'replace' ? 'insert' : options.mode,
  };
}

/** Judges rejects of runs as they are typed. */
export class RejectJudge {
  readonly #rooms: Rooms;
  readonly #sessions: JudgeSessions;

  constructor(rooms: Rooms, sessions: JudgeSessions) {
    this.#rooms = rooms;
    this.#sessions = sessions;
  }

  /**
   * One verdict a draft, in their order.
   * @param claimed keys that drafts before these have claimed; those of these join them where they pass
   * @param signal nobody waits for the verdicts any more
   * Faults: those of typedTargetOf, judgeTypedRows and connect.
   */
  async judge(
    run: StoredRun,
    drafts: readonly Draft[],
    claimed: ClaimedKeys | null = null,
    signal?: AbortSignal,
  ): Promise<Verdict[]> {
    const target = typedTargetOf(this.#rooms.history, run);
    if (drafts.length === 0) return [];
    const login = await this.#rooms.logins.login(run.connectionId);
    const rows = drafts.map(({ reject, fields }) => ({ record: reject.record, fields }));
    const judged = await this.#sessions.use(
      run.connectionId,
      login,
      (session) => judgeTypedRows(session, target, rows, claimed),
      signal,
    );
    const verdicts = judged.map((verdict, index) => {
      const { reject, fields } = drafts[index] ?? {};
      if (reject === undefined || fields === undefined) return verdict;
      return { ...verdict, errors: withUnknownText(verdict.errors, reject.errors, fields, run.fieldColumns) };
    });
    claimed?.settle(verdicts.map(({ record, errors }) => (errors.length === 0 ? record : null)));
    return verdicts;
  }
}

/** What is kept of a row that was judged. */
export const fixOf = ({ cells, errors }: Verdict, fields: TypedFields): RejectFix => ({
  fields,
  errors: [...errors],
  stored: cells.map(({ stored }) => stored),
});
