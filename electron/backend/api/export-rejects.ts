import { extname } from 'node:path';
import type { ExportFormat, RejectFilter } from '#shared/contract/rejects.ts';
import { type Dialect, type Format, plainDialect } from '#shared/dialect.ts';
import type { History } from '#backend/history/open-history.ts';
import type { StoredRun } from '#backend/history/run-row.ts';
import { typedForm } from '#backend/parse/typed-rows.ts';
import type { KeptReject } from '#backend/history/kept-reject.ts';
import { csvReport, jsonReport } from '#backend/history/reject-report.ts';
import { reloadFile } from '#backend/history/reload-file.ts';

/** A file made of rejects: its name, its media type, which rejects are in it, and its bytes in parts. */
export interface RejectExport {
  readonly name: string;
  readonly type: string;
  readonly filter: RejectFilter;
  /** Told how many rows were read so far. */
  readonly parts: (progress?: (rows: number) => void, signal?: AbortSignal) => AsyncIterable<Buffer>;
}

const mediaTypes: Readonly<Record<Format, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  avro: 'text/csv',
  xlsx: 'text/csv',
};

/** The name of a source, cut in two; the ending is that of the reload file, which is never packed. */
function reloadName(name: string, { format }: Dialect): { readonly stem: string; readonly ending: string } {
  const ending = extname(name);
  const stem = name.slice(0, name.length - ending.length);
  if (ending === '.gz') return reloadName(stem, { ...plainDialect, format });
  if (format === 'avro' || format === 'xlsx' || ending === '.zip') return { stem, ending: '.csv' };
  return { stem, ending: ending || '.csv' };
}

/** Rows as they will be sent, under the names of their columns. */
async function* fixedRows(
  pages: AsyncIterable<readonly KeptReject[]>,
  { dialect, fieldColumns }: StoredRun,
): AsyncGenerator<Buffer> {
  const { line } = typedForm(dialect);
  yield Buffer.from(line(fieldColumns));
  for await (const page of pages) {
    yield Buffer.from(page.map(({ fix }) => (fix === null ? '' : line(fix.fields))).join(''));
  }
}

async function* counted<T>(
  pages: AsyncIterable<T>,
  countOf: (page: T) => number,
  progress: (rows: number) => void,
): AsyncGenerator<T> {
  let rows = 0;
  for await (const page of pages) {
    yield page;
    rows += countOf(page);
    progress(rows);
  }
}

/**
 * The rejects of a run that fit the filter as a file: the reload file, or the report as CSV or JSON. Nothing is read before
 * `parts` is, and then in pages. Faults: run.unknown.
 */
export function exportRejects(history: History, filter: RejectFilter, format: ExportFormat): RejectExport {
  const run = history.runs.getStored(filter.runId);
  const chosen: RejectFilter = format === 'fixed' ? { ...filter, state: 'fixed' } : filter;
  const { stem, ending } = reloadName(run.sourceName, run.dialect);
  const parts: RejectExport['parts'] = (progress = () => undefined, signal) => {
    if (format === 'fixed') {
      return fixedRows(
        counted(history.rejects.pages(chosen, signal), ({ length }) => length, progress),
        run,
      );
    }
    const pages = counted(history.rejects.exportPages(chosen, signal), ({ records }) => records.length, progress);
    if (format === 'reload') return reloadFile(pages, run.dialect, run.header);
    const part = { source: run.sourceName, table: run.table, dialect: run.dialect, pages };
    return format === 'csv' ? csvReport(part) : jsonReport(part);
  };
  switch (format) {
    case 'reload':
      return { name: `${stem}.rejects${ending}`, type: mediaTypes[run.dialect.format], filter: chosen, parts };
    case 'csv':
      return { name: `${stem}.rejects-report.csv`, type: 'text/csv; charset=utf-8', filter: chosen, parts };
    case 'json':
      return { name: `${stem}.rejects-report.json`, type: 'application/json', filter: chosen, parts };
    case 'fixed':
      return { name: `${stem}.fixed.csv`, type: 'text/csv; charset=utf-8', filter: chosen, parts };
  }
}
