import { extname } from 'node:path';
import type { ExportFormat, RejectFilter } from '#shared/contract/rejects.ts';
import { type Dialect, type Format, plainDialect } from '#shared/dialect.ts';
import type { History } from '#backend/history/open-history.ts';
import type { StoredRun } from '#backend/history/run-row.ts';
import { typedForm } from '#backend/parse/typed-rows.ts';
import type { KeptReject } from '#backend/history/kept-reject.ts';
import { csvReport, jsonReport } from '#backend/history/reject-report.ts';
import { reloadFile } from '#backend/history/reload-file.ts';

/** A file made of rejects: its name, its media type, its rows, and its bytes in parts. */
export interface RejectExport {
  readonly name: string;
  readonly type: string;
  readonly rows: number;
  readonly parts: () => Iterable<Buffer>;
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
function* fixedRows(rejects: Iterable<KeptReject>, { dialect, fieldColumns }: StoredRun): Generator<Buffer> {
  const { line } = typedForm(dialect);
  yield Buffer.from(line(fieldColumns));
  for (const { fix } of rejects) if (fix !== null) yield Buffer.from(line(fix.fields));
}

/**
 * The rejects of a run that fit the filter as a file: the reload file, or the report as CSV or JSON. Nothing is read before
 * `parts` is, and then in pages. Faults: run.unknown.
 */
export async function exportRejects(
  history: History,
  filter: RejectFilter,
  format: ExportFormat,
): Promise<RejectExport> {
  const run = history.runs.getStored(filter.runId);
  const chosen: RejectFilter = format === 'fixed' ? { ...filter, state: 'fixed' } : filter;
  const rows = await history.rejects.count(chosen);
  const { stem, ending } = reloadName(run.sourceName, run.dialect);
  const all = (): Iterable<Buffer> => {
    const rejects = history.rejects.all(chosen);
    if (format === 'fixed') return fixedRows(rejects, run);
    if (format === 'reload') return reloadFile(rejects, run.dialect, run.header);
    const parts = [{ source: run.sourceName, table: run.table, dialect: run.dialect, rows: rejects }];
    return format === 'csv' ? csvReport(parts) : jsonReport(parts);
  };
  switch (format) {
    case 'reload':
      return { name: `${stem}.rejects${ending}`, type: mediaTypes[run.dialect.format], rows, parts: all };
    case 'csv':
      return { name: `${stem}.rejects-report.csv`, type: 'text/csv; charset=utf-8', rows, parts: all };
    case 'json':
      return { name: `${stem}.rejects-report.json`, type: 'application/json', rows, parts: all };
    case 'fixed':
      return { name: `${stem}.fixed.csv`, type: 'text/csv; charset=utf-8', rows, parts: all };
  }
}
