import { extname } from 'node:path';
import type { ExportFormat, RejectFilter } from '#shared/contract/rejects.ts';
import { type Dialect, type Format, plainDialect } from '#shared/dialect.ts';
import type { History } from './open-history.ts';
import { csvReport, jsonReport } from './reject-report.ts';
import { reloadFile } from './reload-file.ts';

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

/**
 * The rejects of a run that fit the filter as a file: the reload file, or the report as CSV or JSON. Nothing is read before
 * `parts` is, and then in pages. Faults: run.unknown.
 */
export function exportRejects(history: History, filter: RejectFilter, format: ExportFormat): RejectExport {
  const run = history.runs.getStored(filter.runId);
  const rows = history.rejects.count(filter);
  const { stem, ending } = reloadName(run.sourceName, run.dialect);
  const all = (): Iterable<Buffer> => {
    const rejects = history.rejects.all(filter);
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
  }
}
