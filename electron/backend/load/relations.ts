import type { TableName } from '#shared/column.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { selectStaged, type Stage } from './stage.ts';

/** Where the rows of a table are asked for while others are judged by them. */
export interface Relations {
  /**
   * What stands behind FROM to see these columns of a table, or null where it has no rows.
   * @param exists whether the table is there
   */
  from(target: TableName, columns: readonly string[], exists: boolean): string | null;
  /** pg_type.typname of these columns in each part of that which is not the table itself. */
  typesOf(target: TableName, columns: readonly string[]): readonly (readonly string[])[];
}

/** The tables as they are in the database: what a load judges by. */
export const storedRelations: Relations = {
  from: ({ schema, table }, _columns, exists) => (exists ? qualify(schema, table) : null),
  typesOf: () => [],
};

/**
 * The tables as they would be if the files that were checked before had been loaded: what a check judges by. The rows of
 * those files stay in their stages until the check of the whole batch ends.
 */
export class CheckedRelations implements Relations {
  #added = new Map<string, readonly Stage[]>();
  #emptied = new Set<string>();

  /** Notes that a file's rows, those that are left in its stage, would be in the table. */
  add(target: TableName, stage: Stage): void {
    const name = qualify(target.schema, target.table);
    this.#added.set(name, [...(this.#added.get(name) ?? []), stage]);
  }

  /** Notes that the table would be emptied. */
  empty(target: TableName): void {
    const name = qualify(target.schema, target.table);
    this.#emptied.add(name);
    this.#added.delete(name);
  }

  /** Notes that what is in the table now stands, beside what was added. */
  keep(target: TableName): void {
    this.#emptied.delete(qualify(target.schema, target.table));
  }

  /** Remembers what is noted now; the answer brings it back. */
  mark(): () => void {
    const added = new Map(this.#added);
    const emptied = new Set(this.#emptied);
    return () => {
      this.#added = added;
      this.#emptied = emptied;
    };
  }

  from(target: TableName, columns: readonly string[], exists: boolean): string | null {
    const name = qualify(target.schema, target.table);
    const parts = (this.#added.get(name) ?? []).flatMap((stage) => selectStaged(stage, columns));
    if (exists && !this.#emptied.has(name)) {
      if (parts.length === 0) return name;
      parts.unshift(`select ${columns.map(quoteIdentifier).join(', ')} from ${name}`);
    }
    return parts.length === 0 ? null : `(${parts.join(' union all ')})`;
  }

  typesOf(target: TableName, columns: readonly string[]): readonly (readonly string[])[] {
    const stages = this.#added.get(qualify(target.schema, target.table)) ?? [];
    return stages.map((stage) =>
      columns.flatMap((name) => stage.columns.find((column) => column.name === name)?.type ?? []),
    );
  }
}
