import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rejectFilterSchema, type ExportFormat } from '#shared/contract/rejects.ts';
import { plainDialect } from '#shared/dialect.ts';
import { loadOptionsSchema } from '#shared/load.ts';
import { cellError } from '#shared/reject.ts';
import { exportRejects } from '#backend/api/export-rejects.ts';
import { writeFileOf } from '#backend/history/write-file.ts';
import { openHistory, type History } from '#backend/history/open-history.ts';

// Writes rejects into a history and exports them in every format; prints the memory of the process on the way.
// npm run bench:export -- --rows 5000000

const { values } = parseArgs({ options: { rows: { type: 'string', default: '5000000' } } });
const rowCount = Number(values.rows);
const LOT = 5000;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1000).toFixed(1);

function fill({ runs, rejects }: History): void {
  runs.begin({
    id: 'run',
    batchId: 'batch',
    kind: 'load',
    door: 'cli',
    connectionId: 'connection',
    connectionName: 'bench',
    schema: 'public',
    table: 'people',
    sourceName: 'people.csv',
    sourcePath: null,
    sourceBytes: 1,
    who: 'bench',
    dialect: plainDialect,
    options: loadOptionsSchema.parse({}),
    fieldColumns: ['id', 'name'],
    header: null,
    parentId: null,
    setup: null,
  });
  for (let first = 1; first <= rowCount; first += LOT) {
    const lot = Array.from({ length: Math.min(LOT, rowCount - first + 1) }, (_, at) => {
      const record = first + at;
      const bytes = Buffer.from(`${record},some name ${record},x\n`);
      const error = cellError('type.integer', 'id', `v${record % 7}`, { min: 1, max: 2 });
      return { record, byteOffset: record * 30, bytes, errors: [error] };
    });
    rejects.add('run', lot);
  }
}

async function measure(history: History, format: ExportFormat): Promise<void> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const file = exportRejects(history, rejectFilterSchema.parse({ runId: 'run' }), format);
  const marks: number[] = [];
  const path = join(folder, file.name);
  let count = 0;
  const progress = (rows: number): void => {
    count = rows;
    if (rows >= ((marks.length + 1) * rowCount) / 10) marks.push(process.memoryUsage.rss());
  };
  await writeFileOf(path, file.parts(progress));
  const { user, system } = process.cpuUsage(cpu);
  const cells = [
    format.padEnd(8),
    String(count).padStart(9),
    megabytes(statSync(path).size).padStart(6),
    seconds(start).padStart(6),
    ((user + system) / 1e6).toFixed(1).padStart(6),
    marks.map(megabytes).join(' '),
  ];
  console.log(cells.join('  '));
}

const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-export-'));
const history = openHistory(folder);
try {
  const start = performance.now();
  fill(history);
  console.log(
    `${rowCount} rejects written in ${seconds(start)} s, ${megabytes(process.memoryUsage.rss())} MB resident`,
  );
  console.log('format         rows      MB       s   CPU s  MB resident at each tenth');
  for (const format of ['reload', 'csv', 'json'] as const) await measure(history, format);
} finally {
  history.close();
  rmSync(folder, { recursive: true });
}
