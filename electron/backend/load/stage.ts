import { warnsByKey } from '#backend/check/row-check.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { PlanColumn } from '#backend/check/check-plan.ts';
import type { Session } from '#backend/copy/session.ts';
import type { LoadPlan } from './plan-load.ts';
import { readChecks, type StagedCheck } from './read-checks.ts';

/**
 * Temporary tables in which the rows of one file are judged. They end with the transaction.
 *
 * `rows` holds the rows that are right by themselves; `wrong` holds, of rows that are not, what can still be judged: a row
 * of its own for each key, reference or value, the other columns NULL. `errors` says what is wrong with which record;
 * `skipped` which records are left out because their key is there; `known` which ones update a row.
 */
export interface Stage {
  readonly rows: StageTable;
  readonly wrong: StageTable;
  readonly errors: string;
  readonly skipped: string;
  readonly known: string;
  /** What only warns of rows that go in; null where nothing does. Like `errors`; `rows` then tells who is warned of already. */
  readonly warnings: string | null;
  readonly columns: readonly StageColumn[];
  readonly checks: readonly StagedCheck[];
  /** For names of further objects that belong to this stage alone. */
  readonly number: number;
}

/** Unqualified and in need of no quotes; `columnOf` names its columns. */
export type StageTable = string;

export interface StageColumn {
  /** As the target's columns are called. */
  readonly name: string;
  /** pg_type.typname of the target's column. */
  readonly type: string;
  /** The type in the stage, quoted. */
  readonly stagedType: string;
  /** The type as SQL names it, length and precision included, where the server must make the value out of text; else null. */
  readonly judgedAs: string | null;
  /** The same without length and precision, so that a value that is too long is refused and not cut. */
  readonly castTo: string | null;
  /** The domain as SQL names it, where the value is made here and only the server knows the checks of its domain; else null. */
  readonly checkedAs: string | null;
  /** Whether the server takes it for JSON. */
  readonly json: boolean;
}

/** Temporary tables come first when names are looked up; nothing else of a session of ours is called so. */
const nameOf = (what: string, number: number): string => `pg_temp.sluice_${what}_${number}`;

export const columnOf = (index: number): string => `c${index}`;

/** The value of a column of `rows` or `wrong`, in the type of the target. */
export function valueOf(stage: Stage, alias: string, index: number): string {
  const castTo = stage.columns[index]?.castTo ?? null;
  return `${alias}.${columnOf(index)}${castTo === null ? '' : `::${castTo}`}`;
}

/** Whether a row stands in a list of records. */
export const isIn = (list: string, alias: string): string =>
  `exists (select 1 from ${list} x where x.record = ${alias}.record)`;

/** Says how the rows of a plan are staged; the n-th stage of its session. */
export async function describeStage(
  session: Session,
  plan: Pick<LoadPlan, 'table' | 'check'>,
  number: number,
): Promise<Stage> {
  const columns: StageColumn[] = [];
  for (const column of plan.check.columns) columns.push(await describeColumn(session, column));
  return {
    rows: nameOf('rows', number),
    wrong: nameOf('wrong', number),
    errors: nameOf('errors', number),
    skipped: nameOf('skipped', number),
    known: nameOf('known', number),
    warnings: warnsByKey(plan.check) ? nameOf('warnings', number) : null,
    columns,
    checks: await readChecks(session, plan),
    number,
  };
}

/** How a column is staged. */
export async function describeColumn(
  session: Pick<Session, 'query'>,
  { name, rule, column, codec, stagedType }: PlanColumn,
): Promise<StageColumn> {
  const type = column?.type ?? rule.type;
  const json = type === 'json' || type === 'jsonb';
  const plain = {
    name,
    type,
    stagedType: `pg_catalog.${quoteIdentifier(stagedType)}`,
    judgedAs: null,
    castTo: null,
    checkedAs: null,
    json,
  };
  const isMadeHere = stagedType !== 'text' || (type === 'text' && codec.exact);
  if (isMadeHere) return column?.domain == null ? plain : { ...plain, checkedAs: column.typeName };
  if (column === null) return { ...plain, judgedAs: quoteIdentifier(type), castTo: quoteIdentifier(type) };
  if (column.domain !== null) return { ...plain, judgedAs: column.typeName, castTo: column.typeName };
  // With -1 the name is one that no length is read into: bit without a length would mean bit(1).
  const { rows } = await session.query<{ name: string }>('select format_type($1, -1) as name', [column.typeOid]);
  return { ...plain, judgedAs: column.typeName, castTo: rows[0]?.name ?? column.typeName };
}

const located = 'record int8 not null, byte_offset int8 not null, byte_length int4 not null';

/** Creates all tables but `wrong`, which few files need. */
export async function createStage(session: Session, stage: Stage): Promise<void> {
  const { rows, errors, skipped, known, warnings } = stage;
  await createRowsTable(session, stage, rows, warnings === null ? '' : ', warned bool not null');
  for (const list of warnings === null ? [errors] : [errors, warnings]) {
    await session.query(
      `create temp table ${list} (record int8 not null, code text not null, item int4 not null, extra text) on commit drop`,
    );
  }
  await session.query(`create temp table ${skipped} (record int8 not null) on commit drop`);
  await session.query(`create temp table ${known} (record int8 not null) on commit drop`);
}

async function createRowsTable(session: Session, stage: Stage, table: StageTable, more = ''): Promise<void> {
  const columns = stage.columns.map(({ stagedType }, index) => `${columnOf(index)} ${stagedType}`);
  await session.query(`create temp table ${table} (${[located + more, ...columns].join(', ')}) on commit drop`);
}

/**
 * `part` says which columns it holds (`wrongParts`), `reason` is the number of the reason that the row is counted under, `wrong` a
 * JSON list of the columns known to be wrong.
 */
export const createWrongTable = (session: Session, stage: Stage): Promise<void> =>
  createRowsTable(session, stage, stage.wrong, ', part int4 not null, reason int4 not null, wrong text not null');

/** Takes the located tuples of a plan. */
export const rowsCopySql = (stage: Stage): string =>
  copySql(stage.rows, stage.warnings === null ? '' : ', warned', [...stage.columns.keys()]);

/** Takes located tuples with their part and reasons, of these columns of a plan. */
export const wrongCopySql = ({ wrong }: Stage, columns: readonly number[]): string =>
  copySql(wrong, ', part, reason, wrong', columns);

const copySql = (table: StageTable, more: string, columns: readonly number[]): string =>
  `copy ${table} (record, byte_offset, byte_length${more}, ${columns.map(columnOf).join(', ')}) from stdin (format binary)`;

/**
 * Selects columns of the rows of a stage as a table has them. Nothing where the file does not fill them: what they would get is
 * not known before.
 * @param where a condition on the row `s`
 */
export function selectStaged(stage: Stage, names: readonly string[], where = 'true'): string[] {
  const values = names.map((name) => {
    const index = stage.columns.findIndex((column) => column.name === name);
    return index < 0 ? null : `${valueOf(stage, 's', index)} as ${quoteIdentifier(name)}`;
  });
  return values.includes(null) ? [] : [`select ${values.join(', ')} from ${stage.rows} s where ${where}`];
}
