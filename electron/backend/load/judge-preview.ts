import type { PreviewCell, PreviewRow } from '#shared/contract/imports.ts';
import { cellError } from '#shared/reject.ts';
import type { CheckPlan, PlanColumn } from '#backend/check/check-plan.ts';
import type { JudgedRow } from '#backend/check/preview-rows.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { isServerError } from '#backend/postgres/sqlstate-fault.ts';
import { asksWithoutErrors } from './judge-values.ts';
import { quoteLiteral } from '#backend/postgres/quote-literal.ts';
import { describeColumn, type StageColumn } from './stage.ts';

/** What the server makes of a text: the value as it prints it, or why it is none. */
interface Judgement {
  readonly stored: string | null;
  readonly reason: string | null;
}

type Judgements = ReadonlyMap<string, Judgement>;

/**
 * Has the server judge the values of types that only it knows, and of domains, one query a column, so that they are shown as they
 * will be stored.
 * Writes nothing and needs no rights.
 * @param rows with a cell for each column of the plan
 */
export async function judgePreview(
  client: PostgresClient,
  plan: CheckPlan,
  rows: readonly JudgedRow[],
): Promise<PreviewRow[]> {
  const judged: (((cell: PreviewCell, text: string) => PreviewCell) | null)[] = [];
  for (const [place, planned] of plan.columns.entries()) {
    const texts = new Set(rows.flatMap(({ cells }) => cells[place]?.stored ?? []));
    const column = texts.size === 0 ? null : await judgedColumn(client, planned);
    const judgements = column === null ? null : await judgeTexts(client, column, [...texts]);
    judged.push(
      column === null || judgements === null ? null : (cell, text) => judgedCell(cell, column, judgements, text),
    );
  }
  return rows.map(({ judgedTexts, ...row }) => ({
    ...row,
    cells: row.cells.map((cell, place) => judged[place]?.(cell, judgedTexts[place] ?? '') ?? cell),
  }));
}

interface JudgedColumn extends Pick<StageColumn, 'name'> {
  /** The type as SQL names it. */
  readonly judgedAs: string;
  /** The same without length and precision. */
  readonly castTo: string;
  /** What a value is rejected for that the server does not take. */
  readonly code: 'type.json' | 'type.other' | 'constraint';
}

/** What the server is asked about a column; null: nothing. */
async function judgedColumn(client: PostgresClient, planned: PlanColumn): Promise<JudgedColumn | null> {
  const { name, judgedAs, castTo, checkedAs, json } = await describeColumn(queriesOf(client), planned);
  if (judgedAs !== null && castTo !== null) return { name, judgedAs, castTo, code: json ? 'type.json' : 'type.other' };
  return checkedAs === null ? null : { name, judgedAs: checkedAs, castTo: checkedAs, code: 'constraint' };
}

function judgedCell(
  cell: PreviewCell,
  { name, code }: JudgedColumn,
  judgements: Judgements,
  text: string,
): PreviewCell {
  const judgement = cell.stored === null ? undefined : judgements.get(cell.stored);
  if (judgement === undefined || cell.error !== null) return cell;
  const { stored, reason } = judgement;
  if (reason === null) return { ...cell, stored };
  return { ...cell, stored: null, error: cellError(code, name, text, { reason }) };
}

/** Null where the server cannot be asked: it does not know the type, or lets nobody use it. */
async function judgeTexts(
  client: PostgresClient,
  column: JudgedColumn,
  texts: readonly string[],
): Promise<Judgements | null> {
  const answers = await ask(client, column, texts);
  return answers === null
    ? null
    : new Map(texts.map((text, at) => [text, answers[at] ?? { stored: text, reason: null }]));
}

/** Asks for all at once; where that raises an error, for each half: a server before 16, and some types, tell no other way. */
async function ask(
  client: PostgresClient,
  column: JudgedColumn,
  texts: readonly string[],
): Promise<readonly Judgement[] | null> {
  try {
    const { rows } = await client.query<{ stored: string | null; reason: string | null }>(
      await questionOf(client, column),
      [texts],
    );
    return rows;
  } catch (error) {
    // 42: the type itself is not there, or not for us; what is no error of the server is none of the values.
    if (!isServerError(error) || error.code.startsWith('42')) {
      if (isServerError(error)) return null;
      throw error;
    }
    if (texts.length <= 1) return [{ stored: null, reason: error.message }];
    const middle = texts.length >> 1;
    const first = await ask(client, column, texts.slice(0, middle));
    const second = await ask(client, column, texts.slice(middle));
    return first === null || second === null ? null : [...first, ...second];
  }
}

async function questionOf(client: PostgresClient, { judgedAs, castTo }: JudgedColumn): Promise<string> {
  const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
  const type = quoteLiteral(judgedAs);
  // By the type's output function: a cast to text may be another, as that of inet is.
  const stored = `format('%s', (value::${castTo})::${judgedAs})`;
  const from = 'from unnest($1::text[]) with ordinality as asked (value, place) order by place';
  if (Number(rows[0]?.version) < asksWithoutErrors) return `select ${stored} as stored, null as reason ${from}`;
  return `select case when pg_input_is_valid(value, ${type}) then ${stored} end as stored,
            (pg_input_error_info(value, ${type})).message as reason ${from}`;
}

/** A client as what asks queries of a session. */
const queriesOf = (client: PostgresClient): Parameters<typeof describeColumn>[0] => ({
  query: async <Row extends object>(sql: string, values?: readonly unknown[]) => {
    const { rows, rowCount } = await client.query<Row>(sql, [...(values ?? [])]);
    return { rows, count: rowCount ?? 0 };
  },
});
