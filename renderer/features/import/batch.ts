import type { TableName } from '#shared/column.ts';
import type { DialectChoice } from '#shared/dialect.ts';
import type { Fault } from '#shared/fault.ts';
import type { Dictionary } from '#shared/rule.ts';
import { loadOptionsSchema, type FieldMatch, type LoadOptions, type SourceRef } from '#shared/load.ts';
import type { TableDesign } from './new-table/table-design.ts';

/** One file that a person brought, with what the person chose about it. All else is detected: see the preview. */
export interface BatchFile {
  readonly key: string;
  readonly name: string;
  /** Null where only the preview can tell. */
  readonly bytes: number | null;
  /** Null until the file is where the backend can read it. */
  readonly source: SourceRef | null;
  readonly bytesSent: number;
  /** Why the file could not be brought to the backend. */
  readonly fault: Fault | null;
  readonly dialect: DialectChoice;
  readonly target: TableName | null;
  readonly match: readonly FieldMatch[] | null;
  /** Columns that change in a row that is there; null: all but the key. */
  readonly update: LoadOptions['update'];
  /** Whether the match of the last load of such a file may be offered. */
  readonly memory: boolean;
  /** The table that the load is to create for it. */
  readonly newTable?: NewTable | null;
  /** A person is about to make that table: its panel is open. */
  readonly designing?: boolean;
  /** What was made of it there, whether it is used or not. */
  readonly design?: TableDesign | null;
}

/** A table that is not there, as a person has made it of a file. */
export interface NewTable {
  readonly target: TableName;
  readonly dictionary: Dictionary;
  /** The statement, where it was edited by hand. */
  readonly createBy: string | null;
}

/** A check that was asked for. `key` tells what was checked: a batch with another key wants another check. */
export interface CheckAsked {
  readonly key: string;
  /** Keys of the files, in the order in which they were sent. */
  readonly files: readonly string[];
  readonly jobId: string | null;
  readonly fault: Fault | null;
}

export interface Batch {
  readonly files: readonly BatchFile[];
  readonly currentKey: string | null;
  readonly options: LoadOptions;
  readonly check: CheckAsked | null;
  /** The load of this batch; `files` are the keys of those that were sent. */
  readonly load: { readonly jobId: string; readonly files: readonly string[] } | null;
  /** Why the load could not be started. */
  readonly loadFault: Fault | null;
}

export const emptyBatch: Batch = {
  files: [],
  currentKey: null,
  // There is somebody to ask.
  options: loadOptionsSchema.parse({ ask: true }),
  check: null,
  load: null,
  loadFault: null,
};

/** What a person may set about a file. */
export type FileChoice = Partial<
  Pick<BatchFile, 'dialect' | 'target' | 'match' | 'update' | 'memory' | 'newTable' | 'designing' | 'design'>
>;

export type BatchChange =
  | { readonly type: 'add'; readonly files: readonly BatchFile[] }
  | { readonly type: 'remove'; readonly key: string }
  | { readonly type: 'show'; readonly key: string }
  | { readonly type: 'sent'; readonly key: string; readonly bytesSent: number }
  | { readonly type: 'arrived'; readonly key: string; readonly source: SourceRef }
  | { readonly type: 'sendAgain'; readonly key: string }
  | { readonly type: 'sendFailed'; readonly key: string; readonly fault: Fault }
  | { readonly type: 'choose'; readonly key: string; readonly choice: FileChoice }
  | { readonly type: 'setOptions'; readonly options: LoadOptions }
  | { readonly type: 'checkAsked'; readonly check: CheckAsked }
  | { readonly type: 'loadStarted'; readonly jobId: string; readonly files: readonly string[] }
  | { readonly type: 'loadFailed'; readonly fault: Fault }
  /** What did not go in is planned anew; the files that are in leave the batch. */
  | { readonly type: 'planAgain'; readonly keysIn: readonly string[] }
  /** Another connection: its tables are others, so what was chosen for the old ones goes. */
  | { readonly type: 'moveToConnection' }
  | { readonly type: 'clear' };

const changeFile = (batch: Batch, key: string, change: Partial<BatchFile>): Batch => ({
  ...batch,
  files: batch.files.map((file) => (file.key === key ? { ...file, ...change } : file)),
});

/** A result belongs to what was loaded: whoever changes that begins anew. */
const withoutResult = (batch: Batch): Batch => ({ ...batch, load: null, loadFault: null });

/** The file that stands where one was taken away, or the one before. */
function neighbour(batch: Batch, key: string): string | null {
  const at = batch.files.findIndex((file) => file.key === key);
  return (batch.files[at + 1] ?? batch.files[at - 1])?.key ?? null;
}

/** The batch after a change. Pure: the caller talks to the backend. */
export function changeBatch(batch: Batch, change: BatchChange): Batch {
  switch (change.type) {
    case 'add': {
      const first = change.files[0];
      if (first === undefined) return batch;
      // After a load, files are the beginning of another batch.
      const before = batch.load === null ? batch : { ...emptyBatch, options: batch.options };
      return { ...before, files: [...before.files, ...change.files], currentKey: first.key };
    }
    case 'remove': {
      const currentKey = batch.currentKey === change.key ? neighbour(batch, change.key) : batch.currentKey;
      const files = batch.files.filter((file) => file.key !== change.key);
      return files.length === 0
        ? { ...emptyBatch, options: batch.options }
        : withoutResult({ ...batch, files, currentKey });
    }
    case 'show':
      return { ...batch, currentKey: change.key };
    case 'sent':
      return changeFile(batch, change.key, { bytesSent: change.bytesSent });
    case 'arrived':
      return changeFile(batch, change.key, { source: change.source, fault: null });
    case 'sendAgain':
      return changeFile(batch, change.key, { source: null, fault: null, bytesSent: 0 });
    case 'sendFailed':
      return changeFile(batch, change.key, { fault: change.fault });
    case 'choose':
      return withoutResult(changeFile(batch, change.key, change.choice));
    case 'setOptions':
      return withoutResult({ ...batch, options: change.options });
    case 'checkAsked':
      return { ...batch, check: change.check };
    case 'loadStarted':
      return { ...batch, load: { jobId: change.jobId, files: change.files }, loadFault: null };
    case 'loadFailed':
      return { ...batch, loadFault: change.fault };
    case 'planAgain': {
      const files = batch.files.filter(({ key }) => !change.keysIn.includes(key));
      return withoutResult({ ...batch, files, currentKey: files[0]?.key ?? null, check: null });
    }
    case 'moveToConnection':
      return {
        ...withoutResult(batch),
        check: null,
        files: batch.files.map((file) => ({
          ...file,
          target: null,
          match: null,
          update: null,
          memory: true,
          newTable: null,
          designing: false,
        })),
      };
    case 'clear':
      return { ...emptyBatch, options: batch.options };
  }
}
