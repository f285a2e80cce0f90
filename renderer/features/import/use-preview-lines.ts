import { skipToken } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Preview } from '#shared/contract/imports.ts';
import type { JobPart } from '#shared/job.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { rowOfReject } from './row-of-reject.ts';
import { markRejects } from './mark-rejects.ts';
import { previewRowsMax } from './preview-input.ts';
import { sampleLines, type SampleLine } from './sample-lines.ts';

interface PreviewLines {
  readonly sample: readonly SampleLine[];
  readonly first: readonly SampleLine[];
}

/**
 * The lines of the tabs Sample and First rows.
 * @param checked the finished check of the file as it is now; null: there is none
 */
export function usePreviewLines(preview: Preview, checked: JobPart | null): PreviewLines {
  const calls = useCalls();
  // Rejects come in file order: the first of them are those of the first records.
  const rejects = useCall(
    calls.rejects.page.queryOptions({
      input:
        checked === null || checked.ledger.rejected === 0
          ? skipToken
          : { runId: checked.runId, offset: 0, limit: previewRowsMax },
    }),
  );
  const found = rejects.data?.rejects;
  const read = checked?.ledger.read;
  const skipped = checked?.ledger.skipped;
  const rejected = checked?.ledger.rejected;
  return useMemo(() => {
    const rows = found === undefined ? preview.rows : markRejects(preview, found);
    const whole =
      read === undefined || skipped === undefined || rejected === undefined
        ? null
        : { read, skipped, rejected, problems: (found ?? []).map((reject) => rowOfReject(reject, preview.columns)) };
    const first = rows.map((row): SampleLine => ({ kind: 'row', key: `row ${row.record}`, row }));
    return { sample: sampleLines(rows, preview.whole, whole), first };
  }, [preview, found, read, skipped, rejected]);
}
