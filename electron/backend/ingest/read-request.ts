import { fault } from '#shared/fault.ts';
import { type CellError, cellError, reasonOrder } from '#shared/reject.ts';
import { type Dialect, plainDialect } from '#shared/dialect.ts';
import { parseCsv } from '#backend/parse/parse-csv.ts';
import type { RowBatch } from '#backend/parse/row-batch.ts';
import { RowTable } from '#backend/parse/row-table.ts';
import { strayKeys } from '#backend/parse/stray-key.ts';
import { rowTexts } from '#backend/parse/unescape.ts';
import { textInMemory } from '#backend/source/text-in-memory.ts';
import { rowProblem } from '#backend/check/row-problem.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import type { AskCatalog, DoorMode, DoorPlan, DoorTable } from './door-table.ts';
import { readJsonBody, readNdjsonBody, rowText } from './read-json-body.ts';
import type { RowForm } from './split-row.ts';

/** What a body is made of. */
export type BodyFormat = 'json' | 'ndjson' | 'csv';

/** Rows of one request that fill the same columns, checked and ready to be sent. */
export interface RequestRows {
  readonly plan: DoorPlan;
  readonly form: RowForm;
  /** See RowEncoder. */
  readonly values: Buffer;
  readonly rowCount: number;
  /** 0-based place of each row in the request. */
  readonly places: Int32Array;
  /** By row: what is wrong in itself; null: nothing. */
  readonly errors: readonly (readonly CellError[] | null)[];
  /** By row: whether its text alone does not tell what is wrong with it, a number in quotes or a key too many. */
  readonly beyondText: readonly boolean[];
  /** The text of a row as it came. */
  readonly original: (row: number) => Buffer;
}

export interface ReadOptions {
  readonly format: BodyFormat;
  readonly mode: DoorMode;
  /** Whether fields that no column takes are left out instead of refused. */
  readonly ignoreUnknown: boolean;
  readonly rowsMax: number;
  readonly ask: AskCatalog;
}

/** Serves request after request: nothing waits between the reading of a body and the checking of its rows. */
const table = new RowTable(1024, 64);
const out = new TupleBuffer();

/**
 * Reads the body of a request and checks its rows by themselves: one entry for rows that fill the same columns, as nearly always
 * all of a request do. Rows are numbered through the request.
 * Faults: ingest.json, ingest.header, ingest.emptyBatch, ingest.tooManyRows, and those of planFor.
 */
export async function readRequest(door: DoorTable, body: Buffer, options: ReadOptions): Promise<RequestRows[]> {
  if (options.format === 'csv') return readCsv(door, body, options);
  const leftOut: string[] = [];
  const read = (): RowBatch => {
    leftOut.length = 0;
    const afterRow = (row: number): void => {
      if (door.defaults.length > 0) leftOut[row] = door.leftOut((field) => door.record.hasNamed(field));
    };
    const how = { record: door.record, table, rowsMax: options.rowsMax, afterRow };
    return options.format === 'json' ? readJsonBody(body, how) : readNdjsonBody(body, how);
  };
  let batch = read();
  const variants = door.defaults.length === 0 ? [''] : [...new Set(leftOut)];
  const plans = new Map<string, DoorPlan>();
  let waited = false;
  for (const one of variants) {
    const known = door.planNow(options.mode, one);
    plans.set(one, known ?? (await door.planFor(options.mode, one, options.ask)));
    waited ||= known === undefined;
  }
  // Another request may have used the table meanwhile.
  if (waited) batch = read();
  const form: RowForm = { dialect: door.jsonDialect, raw: door.raw, fieldAt: null, width: door.columns.length };
  return [...plans].map(([variant, plan]) => {
    const rows: number[] = [];
    for (let row = 0; row < batch.rowCount; row += 1) if ((leftOut[row] ?? '') === variant) rows.push(row);
    return encode(plan, batch, { rows, first: 0, form, json: true, body, ignoreUnknown: options.ignoreUnknown });
  });
}

interface Encoding {
  /** Rows of the batch. */
  readonly rows: readonly number[];
  /** Place in the request of the batch's first row. */
  readonly first: number;
  readonly form: RowForm;
  readonly json: boolean;
  readonly body: Buffer;
  readonly ignoreUnknown: boolean;
}

function encode(plan: DoorPlan, batch: RowBatch, encoding: Encoding): RequestRows {
  const { rows, first, form, json, body, ignoreUnknown } = encoding;
  const { fieldAt, width } = form;
  out.length = 0;
  const errors: (readonly CellError[] | null)[] = [];
  const beyondText: boolean[] = [];
  const texts: Buffer[] = [];
  const shape = { fieldAt, json };
  for (const row of rows) {
    const text = json ? rowText(batch, row, body) : csvText(batch, row);
    texts.push(text);
    const own = form.dialect.format === 'csv' ? form.dialect.fields.length : width;
    const got = (batch.rows[row + 1] ?? 0) - (batch.rows[row] ?? 0);
    const isShaped = got === own && !batch.problems.has(row);
    if (isShaped || (json && !batch.problems.has(row))) {
      const found = plan.encoder.encode(batch, row, shape, out);
      const stray = isShaped ? [] : strayErrors(text, form.dialect, ignoreUnknown);
      const all = stray.length === 0 ? found : [...stray, ...(found ?? [])].toSorted(byReason);
      errors.push(all);
      beyondText.push(stray.length > 0 || plan.encoder.hadWrongKind);
    } else {
      const problem = rowProblem(batch, row, own);
      errors.push([cellError(problem?.code ?? 'record.invalid', null, null, problem?.values ?? {})]);
      beyondText.push(true);
      plan.encoder.encodeNothing(out);
    }
  }
  return {
    plan,
    form,
    values: Buffer.from(out.bytes.subarray(0, out.length)),
    rowCount: rows.length,
    places: Int32Array.from(rows, (row) => first + row),
    errors,
    beyondText,
    original: (row) => texts[row] ?? Buffer.alloc(0),
  };
}

const byReason = (one: CellError, other: CellError): number => reasonOrder(one.code) - reasonOrder(other.code);

function strayErrors(text: Buffer, { fields }: Dialect, ignoreUnknown: boolean): CellError[] {
  return strayKeys(text, fields).flatMap(({ key, isTwice }) =>
    isTwice
      ? [cellError('key.twice', null, null, { key })]
      : ignoreUnknown
        ? []
        : [cellError('key.unknown', null, null, { key })],
  );
}

function csvText(batch: RowBatch, row: number): Buffer {
  const base = batch.offsets[0] ?? 0;
  return batch.original.subarray((batch.offsets[row] ?? 0) - base, (batch.offsets[row + 1] ?? 0) - base);
}

async function readCsv(door: DoorTable, body: Buffer, options: ReadOptions): Promise<RequestRows[]> {
  const parts: RequestRows[] = [];
  let csv: { readonly form: RowForm; readonly plan: DoorPlan } | null = null;
  let count = 0;
  for await (const batch of parseCsv(textInMemory(body, 'the body'), plainDialect)) {
    const rows = Array.from({ length: batch.rowCount }, (_, row) => row);
    if (csv === null) {
      const names = rowTexts(batch, 0);
      const form = formOf(door, names, options.ignoreUnknown);
      const leftOut = door.leftOut((field) => (form.fieldAt?.[field] ?? -1) >= 0);
      csv = { form, plan: await door.planFor(options.mode, leftOut, options.ask) };
      rows.shift();
    }
    if (count + rows.length > options.rowsMax) throw fault('ingest.tooManyRows', { max: options.rowsMax });
    // The first line names the columns and is no row.
    const first = count - (parts.length === 0 ? 1 : 0);
    if (rows.length > 0) {
      const { form, plan } = csv;
      // The bytes are the parser's: it uses them again.
      const kept = { ...batch, original: Buffer.from(batch.original) };
      parts.push(encode(plan, kept, { rows, first, form, json: false, body, ignoreUnknown: options.ignoreUnknown }));
    }
    count += rows.length;
  }
  if (count === 0) throw fault('ingest.emptyBatch', { max: options.rowsMax });
  return parts;
}

/** Faults: ingest.header. */
function formOf(door: DoorTable, names: readonly string[], ignoreUnknown: boolean): RowForm {
  const unknown = names.find((name) => !door.columns.some((column) => column.name === name));
  if (unknown !== undefined && !ignoreUnknown) throw fault('ingest.header', { reason: `${unknown} is none of them` });
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw fault('ingest.header', { reason: `${twice} stands there twice` });
  const fieldAt = Int32Array.from(door.columns, ({ name }) => names.indexOf(name));
  return { dialect: { ...plainDialect, fields: [...names] }, raw: door.raw, fieldAt, width: door.columns.length };
}
