import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { userInfo } from 'node:os';
import type { NewRun } from '#backend/history/run-store.ts';
import { readSample } from '#backend/parse/read-sample.ts';
import { openSource } from '#backend/source/open-source.ts';
import type { ImportRequest } from '#shared/contract/imports.ts';
import { plainDialect } from '#shared/dialect.ts';
import type { Fault } from '#shared/fault.ts';
import { takesField, type ImportItem, type LoadOptions, loadOptionsSchema } from '#shared/load.ts';
import type { TableName } from '#shared/column.ts';
import type { Run } from '#shared/run.ts';
import type { Rooms } from './rooms.ts';
import { fileOf } from './source-file.ts';

/** A file that was refused before a run could begin. */
export interface Refusal {
  readonly connectionId: string;
  readonly path: string;
  readonly target: { readonly schema: string; readonly table: string } | null;
  readonly options: LoadOptions;
  readonly fault: Fault;
  /** If not that of this process. */
  readonly door?: Run['door'];
}

/** Keeps a refusal in the history as a failed run that read nothing. Faults: history.unwritable. */
export function noteRefusal(rooms: Rooms, refusal: Refusal): void {
  const id = randomUUID();
  rooms.history.runs.begin({
    id,
    batchId: id,
    kind: 'load',
    door: refusal.door ?? rooms.door,
    connectionId: refusal.connectionId,
    connectionName: rooms.logins.nameOf(refusal.connectionId),
    schema: refusal.target?.schema ?? '',
    table: refusal.target?.table ?? '',
    sourceName: basename(refusal.path),
    sourcePath: refusal.path,
    sourceBytes: 0,
    who: userName(),
    dialect: plainDialect,
    options: refusal.options,
    fieldColumns: [],
    header: null,
    parentId: null,
    setup: null,
  });
  rooms.history.runs.change(id, { state: 'failed', fault: refusal.fault, finishedAt: new Date().toISOString() });
  rooms.changes.emit('runs');
}

/** What is known of a run that backs up a table, or deletes a backup, before it begins. */
export const backupRun = (
  where: Pick<NewRun, 'connectionId' | 'connectionName' | 'door'>,
  { schema, table }: TableName,
): Omit<NewRun, 'id' | 'batchId' | 'kind' | 'sourceName' | 'sourcePath' | 'sourceBytes'> => ({
  ...where,
  schema,
  table,
  who: userName(),
  dialect: { ...plainDialect, format: 'avro' },
  options: loadOptionsSchema.parse({}),
  fieldColumns: [],
  header: null,
  parentId: null,
  setup: null,
});

/** What is known of a run of this item before it begins. */
export async function describeRun(
  rooms: Rooms,
  run: { readonly batchId: string; readonly kind: Run['kind']; readonly connectionId: string },
  item: ImportItem,
  { options, dictionaries }: Pick<ImportRequest, 'options' | 'dictionaries'>,
): Promise<NewRun> {
  const { path, name } = fileOf(item.source, rooms);
  const columns = new Map(item.match.filter(takesField).map(({ field, column }) => [field, column]));
  return {
    ...run,
    id: randomUUID(),
    door: rooms.door,
    connectionName: rooms.logins.nameOf(run.connectionId),
    schema: item.target.schema,
    table: item.target.table,
    sourceName: name,
    sourcePath: item.source.kind === 'path' ? path : null,
    sourceBytes: await stat(path).then(
      ({ size }) => size,
      () => 0,
    ),
    who: userName(),
    dialect: item.dialect,
    options: { ...options, update: item.update ?? options.update },
    fieldColumns: Array.from({ length: item.width }, (_, field) => columns.get(field) ?? ''),
    header: await headerOf(path, item),
    parentId: null,
    setup: { width: item.width, match: item.match, targetExists: item.targetExists, dictionaries },
  };
}

/** The byte order marks of the encodings that have one. */
const marks: Readonly<Record<string, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
};

/** Original bytes before the first record: byte order mark and header. Null where there is neither, or no such file. */
async function headerOf(path: string, { dialect }: ImportItem): Promise<Buffer | null> {
  try {
    const source = await openSource({ path }, { encoding: dialect.encoding });
    try {
      const mark = source.textStart === 0 ? Buffer.alloc(0) : Buffer.from(marks[dialect.encoding] ?? []);
      const { header } = await readSample(source, dialect, { rowsMax: 1 });
      const bytes = Buffer.concat([mark, header]);
      return bytes.length === 0 ? null : bytes;
    } finally {
      await source.close();
    }
  } catch {
    // The run itself finds the same, and says it.
    return null;
  }
}

/** The operating system's name of who runs this. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return String(process.getuid?.() ?? '');
  }
}
