import type { Table, TableName } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import type { LoadMode, LoadOptions } from '#shared/load.ts';
import { type CheckPlan, makeCheckPlan, type PlanKey } from '#backend/check/check-plan.ts';
import type { Session } from '#backend/copy/session.ts';
import { describeParents, type Parent } from './parents.ts';
import type { PreparedTarget } from './prepare-target.ts';
import type { LoadItem } from './run-log.ts';

/** All that is decided before a row is read. */
export interface LoadPlan {
  readonly target: TableName;
  /** Null: a check of a table that the load would create. */
  readonly table: Table | null;
  readonly check: CheckPlan;
  /** One a reference of `check`. */
  readonly parents: readonly Parent[];
  /** One a reference of `check` that only warns. */
  readonly warnedParents: readonly Parent[];
  readonly mode: LoadMode;
  /** In the mode upsert, the key by which a row of the table is known. */
  readonly arbiter: PlanKey | null;
  /**
   * In the mode upsert, positions of the columns that change in a row that is there. A row is judged whole all the same: what it
   * says of the others must be right too.
   */
  readonly updated: readonly number[];
  /** Whether this role sees the rows of the table, so that it can be asked for keys. */
  readonly visible: boolean;
  /** Whether the table has constraints that no query can ask for: the server must be given the rows to judge them. */
  readonly onlyServerKnows: boolean;
}

/**
 * Decides how a file goes into a table.
 * Faults: mapping.invalid, dictionary.invalid, target.noKey, csv.dialect.
 */
export async function planLoad(
  session: Session,
  item: LoadItem,
  { table, dictionary }: PreparedTarget,
  { mode, update }: Pick<LoadOptions, 'mode' | 'update'>,
): Promise<LoadPlan> {
  const { target, match, width, dialect } = item;
  const check = makeCheckPlan({ dictionary, table, match, width, dialect });
  if ((mode === 'skip' || mode === 'upsert') && check.keys.length === 0) {
    throw fault('target.noKey', { table: `${target.schema}.${target.table}`, mode });
  }
  const parents = await describeParents(session, target, check, check.references);
  const warnedParents = await describeParents(session, target, check, check.warnedReferences);
  const arbiter = mode === 'upsert' ? chooseArbiter(check) : null;
  const updated = arbiter === null ? [] : updatedColumns(check, arbiter, item.update ?? update);
  return {
    target,
    table,
    check,
    parents,
    warnedParents,
    mode,
    arbiter,
    updated,
    visible: table === null || (table.rights.select && !table.hasRowSecurity),
    onlyServerKnows:
      table !== null &&
      (needsServer(table) ||
        parents.some((parent) => parent.exists && !parent.visible) ||
        (arbiter !== null && [...check.keys, ...check.references].some((it) => isMixed(it, arbiter, updated)))),
  };
}

/** Faults: mapping.invalid. */
function updatedColumns(check: CheckPlan, arbiter: PlanKey, wanted: LoadOptions['update']): number[] {
  const all = [...check.columns.keys()].filter((index) => !arbiter.columns.includes(index));
  if (wanted === null) return all;
  return [...new Set(wanted)].map((name) => {
    const index = check.columns.findIndex((column) => column.name === name);
    if (index < 0) throw fault('mapping.invalid', { reason: `${name} is to be updated and no field fills it` });
    if (all.includes(index)) return index;
    throw fault('mapping.invalid', { reason: `${name} cannot be updated: by it the rows are known that are there` });
  });
}

/** Whether an updated row would have some of these values from the file and others from the table, which no query foresees. */
function isMixed(
  { columns }: { readonly columns: readonly number[] },
  arbiter: PlanKey,
  updated: readonly number[],
): boolean {
  const free = columns.filter((index) => !arbiter.columns.includes(index));
  const changed = free.filter((index) => updated.includes(index));
  return changed.length > 0 && changed.length < free.length;
}

/** The primary key if the file fills it, else a key that the table keeps, else one that only the dictionary asks for. */
function chooseArbiter({ keys }: CheckPlan): PlanKey | null {
  return keys.find((key) => key.primary) ?? keys.find((key) => key.inTable) ?? keys[0] ?? null;
}

const needsServer = (table: Table): boolean =>
  table.checks.length > 0 ||
  table.hasTriggers ||
  table.hasRowSecurity ||
  table.partitioned ||
  !table.rights.select ||
  table.uniqueKeys.some((key) => !key.plain);
