import { basename, resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { Backend } from '#backend/backend.ts';
import type { TableName } from '#shared/column.ts';
import type { Preview } from '#shared/contract/imports.ts';
import { fault, isFault } from '#shared/fault.ts';
import { fieldsTaken, type ImportItem } from '#shared/load.ts';
import type { Dictionary } from '#shared/rule.ts';
import { ambiguousFault, guessWords } from './ambiguity.ts';
import { FileRefused } from './file-refused.ts';
import { applyMatch, demandUsableMatch, saysMatch } from './match-options.ts';
import type { LoadRequest } from './options.ts';

export interface PlanRequest {
  readonly backend: Backend;
  readonly request: LoadRequest;
  readonly connectionId: string;
  readonly dictionaries: readonly Dictionary[];
  /** Where the files of that path go, whatever was said of all. */
  readonly targets?: ReadonlyMap<string, TableName>;
  /** Takes what a person should know of a file that is loaded all the same. */
  readonly tell: (words: string) => void;
}

/**
 * How each file is read and where its rows go. A file that cannot be planned is noted in the history.
 * Faults: FileRefused, with those of the source, the target and the dialect.
 */
export async function planFiles(
  plan: PlanRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<ImportItem[]> {
  const { backend, request, connectionId } = plan;
  const items: ImportItem[] = [];
  for (const file of request.files) {
    signal.throwIfAborted();
    const path = resolve(file);
    try {
      items.push(await planFile(plan, path, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (!isFault(error)) throw error;
      backend.noteRefusal({ connectionId, path, target: request.table, options: request.options, fault: error.fault });
      throw new FileRefused(path, error);
    }
  }
  return items;
}

async function planFile(
  { backend, request, connectionId, dictionaries, targets, tell }: PlanRequest,
  path: string,
  signal: AbortSignal,
): Promise<ImportItem> {
  const ask = {
    connectionId,
    source: { kind: 'path' as const, path },
    dialect: request.dialect,
    target: targets?.get(path) ?? request.table,
    limit: 1,
    memory: false,
    dictionaries: [...dictionaries],
  };
  const { preview: previewOf } = createRouterClient(backend.router).imports;
  const detected = await previewOf(ask, { signal });
  const said = saysMatch(request) && detected.target !== null ? applyMatch(detected, request) : null;
  const preview =
    said === null ? detected : await previewOf({ ...ask, target: detected.target, match: said }, { signal });
  const { source, dialect, target, width, match, targetExists } = preview;
  if (target === null) throw fault('target.unknown', { name: basename(path), reason: preview.targetFoundBy });
  const table = `${target.schema}.${target.table}`;
  const left = fieldsLeftOut(preview);
  if (left > 0 && preview.fieldNames.length === 0 && said === null) {
    throw fault('mapping.tooWide', { name: basename(path), got: width, table, want: match.length });
  }
  if (left > 0)
    tell(
      `${basename(path)}: ${namesLeftOut(preview)} ${left === 1 ? 'is' : 'are'} in no column of ${table} and left out.`,
    );
  demandUsableMatch(preview);
  for (const sentence of preview.drift) tell(`${table}: ${sentence}`);
  for (const ambiguity of preview.ambiguous) {
    if (!request.guess) throw ambiguousFault(ambiguity, dialect);
    tell(`${basename(path)}: ${guessWords(ambiguity, dialect)}`);
  }
  // What a script names is all that counts: nothing is remembered of it, and nothing offered to it.
  return { source, dialect, target, width, match, matched: null, targetExists, update: null };
}

/** A window shows and asks; here nobody would see that they vanish. */
const fieldsLeftOut = ({ width, match }: Preview): number => width - fieldsTaken(match).size;

function namesLeftOut({ width, match, fieldNames }: Preview): string {
  const taken = fieldsTaken(match);
  const names = Array.from({ length: width }, (_, field) => fieldNames[field] || `field ${field + 1}`);
  const left = names.filter((_, field) => !taken.has(field));
  return left.length > 5 ? `${left.slice(0, 5).join(', ')} and ${left.length - 5} more` : left.join(', ');
}
