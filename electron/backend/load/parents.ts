import type { Table, TableName } from '#shared/column.ts';
import type { CheckPlan, PlanReference } from '#backend/check/check-plan.ts';
import { shareKeys } from '#backend/check/key-form.ts';
import type { Session } from '#backend/copy/session.ts';
import { readTable } from '#backend/postgres/read-table.ts';

/** A reference, and what we may know of the table it leads to. */
export interface Parent {
  readonly reference: PlanReference;
  readonly target: TableName;
  readonly exists: boolean;
  /** Whether this role sees all of its rows. If not, the server alone can judge. */
  readonly visible: boolean;
  /** Whether a set of its keys can judge: their types go together, and different bytes are different values. */
  readonly comparable: boolean;
  /** Its table is loaded with this one, since each refers to the other: judged with all files of the circle. */
  readonly inCircle?: boolean;
}

/**
 * Looks at the tables that references of a plan lead to; one a reference.
 * Faults: target.notATable.
 */
export async function describeParents(
  session: Session,
  target: TableName,
  check: CheckPlan,
  references: readonly PlanReference[],
): Promise<readonly Parent[]> {
  const parents: Parent[] = [];
  for (const reference of references) {
    const name = { schema: reference.schema ?? target.schema, table: reference.table };
    const table = await readTable(session.client, name);
    parents.push({
      reference,
      target: name,
      exists: table !== null,
      visible: table === null || (table.rights.select && !table.hasRowSecurity),
      // A row may refer to another of the same file, which is in no set.
      comparable: !reference.self && reference.comparable && (table === null || sharesKeys(check, reference, table)),
    });
  }
  return parents;
}

function sharesKeys(check: CheckPlan, { columns, parentColumns }: PlanReference, parent: Table): boolean {
  const wanted = parentColumns.toSorted().join('\0');
  const isKey = parent.uniqueKeys.some((key) => key.plain && key.columns.toSorted().join('\0') === wanted);
  return (
    isKey &&
    columns.every((position, place) => {
      const column = parent.columns.find(({ name }) => name === parentColumns[place]);
      const type = check.columns[position]?.codec.type;
      return column !== undefined && type !== undefined && shareKeys(type, column.type);
    })
  );
}
