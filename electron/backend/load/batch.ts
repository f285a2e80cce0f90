import type { TableName } from '#shared/column.ts';
import type { Login } from '#shared/connection.ts';
import { isFault } from '#shared/fault.ts';
import type { LoadMode, LoadOptions } from '#shared/load.ts';
import { dictionaryOf, type Reference } from '#shared/rule.ts';
import type { Session } from '#backend/copy/session.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { groupBatch, type Ordered, orderBatch } from './order-batch.ts';
import type { AskBeyondLimit } from './reject-limit.ts';
import { type ParentKey, RejectedParents } from './rejected-parents.ts';
import type { DictionaryFor, LoadItem, LoadProgress, RunLog, RunOutcome } from './run-log.ts';

/** One file of a batch, with the run that tells of it. */
export interface BatchItem {
  readonly item: LoadItem;
  readonly run: RunLog;
  readonly progress: (progress: LoadProgress) => void;
  /** Its turn has come. */
  readonly started: () => void;
  readonly ended: (outcome: RunOutcome) => void;
  /** Asked beyond the limit of rejects, if the options say so. */
  readonly ask?: AskBeyondLimit;
}

export interface BatchRequest {
  readonly login: Login;
  readonly items: readonly BatchItem[];
  readonly dictionaryFor: DictionaryFor;
  readonly options: LoadOptions;
}

/** What is known of a batch before its files are read. */
export interface BatchPlan {
  /** Positions of the items in the order in which they are taken: parents first. */
  readonly order: readonly number[];
  /** The same positions, those together that have to go in at once, because their tables refer to each other. */
  readonly groups: readonly (readonly number[])[];
  /** What was rejected in its files so far. */
  readonly rejectedParents: RejectedParents;
}

/** Asks the catalog and the dictionaries which files refer to which. */
export async function planBatch(session: Session, { items, dictionaryFor, options }: BatchRequest): Promise<BatchPlan> {
  const keys: ParentKey[] = [];
  const ordered: Ordered[] = [];
  for (const { item } of items) {
    const references = await referencesOf(session, item.target, dictionaryFor);
    const parents = references.map(({ schema, table, parentColumns }) => ({
      target: { schema: schema ?? item.target.schema, table },
      columns: parentColumns,
    }));
    keys.push(...parents);
    ordered.push({ target: item.target, parents: parents.map((parent) => parent.target) });
  }
  const groups =
    options.transaction === 'batch' ? groupsOf(ordered, options.mode) : orderBatch(ordered).map((at) => [at]);
  return { order: groups.flat(), groups, rejectedParents: new RejectedParents(keys) };
}

/**
 * A circle cannot go in at once where a row of one of its files may update what another of its files brings: its files then go
 * in one after the other, as they come.
 */
function groupsOf(ordered: readonly Ordered[], mode: LoadMode): number[][] {
  return groupBatch(ordered).flatMap((group) => {
    const tables = new Set(group.map((at) => JSON.stringify(ordered[at]?.target)));
    return mode === 'upsert' && tables.size < group.length ? group.map((at) => [at]) : [group];
  });
}

async function referencesOf(session: Session, target: TableName, dictionaryFor: DictionaryFor): Promise<Reference[]> {
  try {
    const table = await readTable(session.client, target);
    const ofDictionary = dictionaryFor(target, table)?.references ?? [];
    return table ? [...ofDictionary, ...dictionaryOf(table).references] : ofDictionary;
  } catch (error) {
    // A view and the like: its own run will say so.
    if (isFault(error)) return [];
    throw error;
  }
}

/** The modes of a batch: several files of one table replace its rows together, so that the first empties it for all. */
export class BatchModes {
  readonly #mode: LoadMode;
  readonly #replaced = new Set<string>();

  constructor(mode: LoadMode) {
    this.#mode = mode;
  }

  modeFor(target: TableName): LoadMode {
    return this.#replaced.has(JSON.stringify(target)) ? 'insert' : this.#mode;
  }

  /** Notes that a file of this table went in, or would. */
  note({ schema, table }: TableName, { state }: RunOutcome): void {
    const went = state === 'loaded' || state === 'loadedWithRejects' || state === 'checked';
    if (went && this.#mode === 'replace') this.#replaced.add(JSON.stringify({ schema, table }));
  }
}
