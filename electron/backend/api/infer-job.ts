import { fault } from '#shared/fault.ts';
import type { InferRequest } from '#shared/contract/imports.ts';
import type { InferredTable } from '#shared/inferred-table.ts';
import type { JobPart } from '#shared/job.ts';
import { emptyLedger } from '#shared/load.ts';
import { inferTable } from '#backend/load/infer-table.ts';
import { tableNameOf } from '#shared/column-names.ts';
import type { Rooms } from './rooms.ts';
import { fileOf } from './source-file.ts';

/** Tables that are kept for who asks for them. */
const KEPT_MAX = 50;

/** The jobs that read a whole file to say what table would hold it, with what they found. */
export class Inferences {
  readonly #rooms: Rooms;
  readonly #found = new Map<string, InferredTable>();

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  /** Starts a job; returns its id. Faults: source.refused. */
  start({ connectionId, source, dialect, width, fieldNames, table }: InferRequest): string {
    const file = fileOf(source, this.#rooms);
    const name = table ?? tableNameOf(file.name);
    const part: JobPart = {
      runId: '',
      sourceName: file.name,
      schema: '',
      table: name,
      state: 'reading',
      bytesRead: 0,
      bytesTotal: null,
      ledger: emptyLedger,
      onTheWay: 0,
      reasons: [],
      columns: [],
      rowsPerSecond: 0,
      elapsedMs: 0,
      fault: null,
      question: null,
      removed: null,
      sha256: null,
    };
    const startMs = performance.now();
    const jobId = this.#rooms.jobs.start('infer', connectionId, [part], async (report, signal) => {
      report.event('plan');
      report.event('run');
      const found = await inferTable(
        { ...file, dialect, width, fieldNames, table: name },
        {
          progress: ({ rows, bytesRead, bytesTotal }) => {
            const elapsedMs = performance.now() - startMs;
            const ledger = { ...emptyLedger, read: rows };
            report.part(0, { ...part, bytesRead, bytesTotal, ledger, onTheWay: rows, elapsedMs });
          },
          signal,
        },
      );
      this.#keep(jobId, found);
    });
    return jobId;
  }

  /** Faults: job.unknown, also of a job that has found nothing yet. */
  get(jobId: string): InferredTable {
    const found = this.#found.get(jobId);
    if (found === undefined) throw fault('job.unknown', { id: jobId });
    return found;
  }

  #keep(jobId: string, found: InferredTable): void {
    this.#found.set(jobId, found);
    for (const old of [...this.#found.keys()].slice(0, -KEPT_MAX)) this.#found.delete(old);
  }
}
