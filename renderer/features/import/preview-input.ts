import type { QueryClient } from '@tanstack/react-query';
import type { Preview } from '#shared/contract/imports.ts';
import type { Dictionary } from '#shared/rule.ts';
import type { SourceRef } from '#shared/load.ts';
import type { Calls } from '../../client/query.ts';
import type { BatchFile } from './batch.ts';

/** Rows of a file that are asked for its preview. */
export const previewRowsMax = 200;

/** What is asked of the backend about a file: its bytes, and what a person chose. */
export const previewInput = (connectionId: string, file: BatchFile, source: SourceRef) => ({
  connectionId,
  source,
  dialect: file.dialect,
  target: file.target,
  match: file.match === null ? null : [...file.match],
  memory: file.memory,
  limit: previewRowsMax,
  dictionaries: dictionariesOf([file]),
});

/** The dictionaries of the tables that are to be created for these files. */
export const dictionariesOf = (files: readonly BatchFile[]): Dictionary[] =>
  files.flatMap(({ newTable }) => (newTable == null ? [] : [newTable.dictionary]));

/** The newest preview that is known of a file, whatever was chosen for it: shown while the next one is made. */
export function lastPreview(queryClient: QueryClient, calls: Calls, source: SourceRef): Preview | undefined {
  const known = queryClient
    .getQueryCache()
    .findAll({ queryKey: calls.imports.preview.key({ input: { source } }) })
    .filter(({ state }) => state.data !== undefined)
    .toSorted((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt);
  return known[0]?.state.data as Preview | undefined;
}
