import { randomUUID } from 'node:crypto';
import { type Dialect, plainDialect } from '#shared/dialect.ts';
import { loadOptionsSchema, takesField } from '#shared/load.ts';
import type { FlushEntry, FlushReject, StoredAnswer } from '#backend/history/flush-store.ts';
import type { History } from '#backend/history/open-history.ts';
import type { Log } from '#backend/log/open-log.ts';
import { type Bundle, type BundleVerdicts, isWrong, type Sender } from './bundle.ts';
import type { DoorPlan } from './door-table.ts';
import type { RequestRows } from './read-request.ts';

/** How often what took place becomes part of its runs. */
const FOLD_MS = 300;
/** Runs that are remembered; an hour has one for each key, table and form of rows. */
const RUNS_MAX = 10_000;

export interface JournalOptions {
  readonly history: History;
  readonly log: Log;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly now: () => Date;
  /** Runs have changed. */
  readonly changed: () => void;
}

/** A request whose rows were judged. */
export interface JudgedBundle {
  readonly bundle: Bundle;
  readonly result: BundleVerdicts;
}

/**
 * Tells the history what the service does: before a COMMIT a note of what it does and of the answers that depend on it, so that
 * nothing is lost and nothing counted twice whenever the process ends; soon after it the counts and rejects of its runs.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #runs = new Map<string, string>();
  /** The runs of nearly all requests, by what they are found with the least work. */
  readonly #usual = new WeakMap<DoorPlan, Map<string, { readonly hour: string; readonly runId: string }>>();
  #took: number[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /**
   * Notes what becomes of requests; resolves with the note's number when it is on the disk.
   * @param transactionId null: nothing is committed
   * Faults: history.unwritable, history.busy, history.damaged.
   */
  async note(transactionId: string | null, judged: readonly JudgedBundle[]): Promise<number> {
    const { history, connectionId } = this.#options;
    const entries = this.#entriesOf(judged);
    const answers = judged.flatMap(({ bundle: { keep }, result }): StoredAnswer[] => (keep ? [keep(result)] : []));
    const id = history.flushes.note(connectionId, transactionId, entries, answers);
    // Only an answer that is given again must outlast the machine; counts and rejects are on the disk some moments later.
    if (answers.length > 0) await history.sync();
    if (transactionId === null) this.tookPlace(id);
    return id;
  }

  /** The COMMIT of a note took place. */
  tookPlace(id: number): void {
    this.#took.push(id);
    this.#timer ??= setTimeout(() => this.fold(), FOLD_MS).unref();
  }

  /** It did not. */
  drop(id: number): void {
    this.#options.history.flushes.drop(id);
  }

  /** Makes what took place part of its runs. */
  fold(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const ids = this.#took;
    if (ids.length === 0) return;
    this.#took = [];
    try {
      this.#options.history.flushes.fold(ids);
      this.#options.changed();
    } catch (error) {
      // The notes are there: the next time, or the next start, takes them.
      this.#took = [...ids, ...this.#took];
      this.#timer = setTimeout(() => this.fold(), 10 * FOLD_MS).unref();
      this.#options.log.error('Requests could not be counted in the history.', error);
    }
  }

  #entriesOf(judged: readonly JudgedBundle[]): FlushEntry[] {
    const entries = new Map<string, FlushEntry & { readonly rejects: FlushReject[] }>();
    for (const { bundle, result } of judged) {
      if (bundle.dryRun) continue;
      for (const [at, part] of bundle.parts.entries()) {
        const found = countPart(part, result.verdicts[at] ?? [], result.kept);
        if (found.read === 0) continue;
        const runId = this.#runOf(bundle, part);
        const known = entries.get(runId);
        const rejects = known?.rejects ?? [];
        for (const reject of found.rejects) rejects.push({ ...reject, at: (known?.read ?? 0) + reject.at });
        const updated = result.kept ? (result.updated[at] ?? 0) : 0;
        entries.set(runId, {
          runId,
          read: (known?.read ?? 0) + found.read,
          inserted: (known?.inserted ?? 0) + found.in - updated,
          updated: (known?.updated ?? 0) + updated,
          skipped: (known?.skipped ?? 0) + found.skipped,
          bytes: (known?.bytes ?? 0) + (at === 0 ? bundle.bytes : 0),
          rejects,
        });
      }
    }
    return [...entries.values()];
  }

  /** The run that keeps the rows of a part; begun when there is none. */
  #runOf({ sender }: Bundle, part: RequestRows): string {
    const { now } = this.#options;
    const { plan, form } = part;
    const hour = hourOf(now());
    const isUsual = sender.requestId === null && form.fieldAt === null;
    const usual = isUsual ? this.#usual.get(plan)?.get(sender.keyId) : undefined;
    if (usual?.hour === hour) return usual.runId;
    const runId = this.#findRun(sender, part, hour);
    if (isUsual) {
      const ofPlan = this.#usual.get(plan) ?? new Map<string, { hour: string; runId: string }>();
      this.#usual.set(plan, ofPlan.set(sender.keyId, { hour, runId }));
    }
    return runId;
  }

  #findRun(sender: Sender, { plan, form }: RequestRows, hour: string): string {
    const { history, connectionId, connectionName } = this.#options;
    const isCsv = form.dialect.format === 'csv';
    const { schema, table } = plan.door.name;
    const name = [
      sender.requestId ?? hour,
      sender.keyId,
      schema,
      table,
      plan.mode,
      plan.match.map(({ column }) => column).join(','),
      isCsv ? form.dialect.fields.join('\0') : '',
    ].join('\n');
    const known = this.#runs.get(name);
    if (known !== undefined) return known;
    const id = randomUUID();
    const fields = form.dialect.fields;
    const match = plan.match.flatMap((one) => {
      const field = takesField(one) ? (form.fieldAt?.[one.field] ?? one.field) : -1;
      return field < 0 ? [] : [{ column: one.column, field }];
    });
    const byField = new Map(match.map(({ column, field }) => [field, column]));
    const dialect: Dialect = isCsv ? { ...plainDialect, header: true } : form.dialect;
    history.runs.begin({
      id,
      batchId: id,
      kind: 'load',
      door: 'rest',
      connectionId,
      connectionName,
      schema,
      table,
      sourceName: sender.requestId === null ? `${sender.keyName}, ${hour.replace('T', ' ')}:00 UTC` : sender.keyName,
      sourcePath: null,
      sourceBytes: 0,
      who: sender.keyName,
      dialect,
      options: loadOptionsSchema.parse({ mode: plan.mode }),
      fieldColumns: fields.map((_, field) => byField.get(field) ?? ''),
      header: isCsv ? Buffer.from(`${fields.map(quoted).join(',')}\n`) : null,
      parentId: null,
      setup: { width: fields.length, match, targetExists: true, dictionaries: [] },
    });
    // It grows, and is whole at every moment: there is nothing to be settled of it.
    history.runs.change(id, { state: 'loaded' });
    if (this.#runs.size >= RUNS_MAX) this.#runs.clear();
    this.#runs.set(name, id);
    return id;
  }
}

/** `2026-11-27T17`; the same text for all of an hour. */
function hourOf(now: Date): string {
  const ms = now.getTime();
  if (ms >= hourMs && ms < hourMs + 3_600_000) return hour;
  hourMs = ms - (ms % 3_600_000);
  return (hour = new Date(hourMs).toISOString().slice(0, 13));
}
let hourMs = NaN;
let hour = '';

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows of a request that was rolled back are not counted but for those that were wrong. */
function countPart(
  part: RequestRows,
  verdicts: BundleVerdicts['verdicts'][number],
  kept: boolean,
): { readonly read: number; readonly in: number; readonly skipped: number; readonly rejects: FlushReject[] } {
  const rejects: FlushReject[] = [];
  let count = 0;
  let went = 0;
  let skipped = 0;
  for (const [row, verdict] of verdicts.entries()) {
    if (isWrong(verdict)) {
      rejects.push({ at: count, bytes: part.original(row), errors: verdict });
      count += 1;
    } else if (kept) {
      count += 1;
      if (verdict === 'in') went += 1;
      else skipped += 1;
    }
  }
  return { read: count, in: went, skipped, rejects };
}
