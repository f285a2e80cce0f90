import type { SourceRef } from '#shared/load.ts';
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
  limit: previewRowsMax,
});
