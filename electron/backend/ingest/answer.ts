import { fault } from '#shared/fault.ts';
import { type Bundle, type BundleVerdicts, isWrong } from './bundle.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';
import { splitRow } from './split-row.ts';

/** An answer as it goes out, and what it counts. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly rejected: number;
}

const JSON_TYPE = 'application/json; charset=utf-8';

interface Refused {
  readonly index: number;
  readonly errors: string;
}

/** The answer to a request whose rows were judged. */
export function answerTo(bundle: Bundle, result: BundleVerdicts, compat: boolean): Answer {
  const { verdicts, kept } = result;
  const [only = []] = verdicts;
  // As most answers are.
  if (kept && verdicts.length === 1 && only.length === 1 && only[0] === 'in' && !compat) return oneRow;
  return compat ? compatAnswer(bundle, result) : rowsAnswer(bundle, result);
}

const oneRow: Answer = {
  status: 200,
  type: JSON_TYPE,
  body: '{"accepted":1,"skipped":0,"rejected":0,"rows":[]}',
  rejected: 0,
};

function rowsAnswer({ parts, atomic, dryRun, rowCount }: Bundle, { verdicts, kept }: BundleVerdicts): Answer {
  const refused: Refused[] = [];
  let skipped = 0;
  for (const [at, part] of parts.entries()) {
    for (const [row, verdict] of (verdicts[at] ?? []).entries()) {
      if (isWrong(verdict)) refused.push({ index: part.places[row] ?? 0, errors: JSON.stringify(verdict) });
      else if (verdict === 'skipped') skipped += 1;
    }
  }
  if (parts.length > 1) refused.sort((one, other) => one.index - other.index);
  const rows = `[${refused.map(({ index, errors }) => `{"index":${index},"errors":${errors}}`).join(',')}]`;
  const rejected = refused.length;
  if (atomic && rejected > 0) {
    const it = fault('ingest.rowRefused', { rejected, rows: rowCount }).fault;
    const body = problemOf(it, { accepted: 0, skipped: 0, rejected });
    return { status: it.status, type: PROBLEM_TYPE, body: `${body.slice(0, -1)},"rows":${rows}}`, rejected };
  }
  const accepted = rowCount - rejected - skipped;
  const trial = dryRun && !kept ? ',"dryRun":true' : '';
  const body = `{"accepted":${accepted},"skipped":${skipped},"rejected":${rejected},"rows":${rows}${trial}}`;
  return { status: 200, type: JSON_TYPE, body, rejected };
}

/** The shape of the service that this one takes the place of. */
function compatAnswer({ parts, atomic, rowCount }: Bundle, { verdicts }: BundleVerdicts): Answer {
  const failed: { readonly index: number; readonly row: Record<string, unknown> }[] = [];
  for (const [at, { form, places, original, plan }] of parts.entries()) {
    for (const [row, verdict] of (verdicts[at] ?? []).entries()) {
      if (!isWrong(verdict)) continue;
      const error = verdict.map(({ sentence }) => sentence).join(' ');
      failed.push({ index: places[row] ?? 0, row: { ...fieldsOf(original(row), form, plan.door.columns), error } });
    }
  }
  failed.sort((one, other) => one.index - other.index);
  const none = atomic && failed.length > 0;
  const message =
    failed.length === 0
      ? 'All transactions were inserted.'
      : `${none ? 0 : rowCount - failed.length} of ${rowCount} transactions were inserted.`;
  const body = JSON.stringify({ message, failed_transactions: failed.map(({ row }) => row) });
  return { status: none ? 422 : 200, type: JSON_TYPE, body, rejected: failed.length };
}

function fieldsOf(
  original: Buffer,
  form: Parameters<typeof splitRow>[1],
  columns: readonly { readonly name: string }[],
): Record<string, unknown> {
  if (form.dialect.format !== 'csv') {
    try {
      const row: unknown = JSON.parse(original.toString('utf8'));
      if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { ...row };
      return { row };
    } catch {
      // A line of NDJSON that is none.
      return { row: original.toString('utf8') };
    }
  }
  const fields = splitRow(original, form);
  return Object.fromEntries(columns.map(({ name }, at) => [name, fields[at]?.text ?? null]));
}
