import type { Column, TableName } from '#shared/column.ts';
import type { Login } from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';
import { type Dictionary, dictionaryOf } from '#shared/rule.ts';
import { Session } from '#backend/copy/session.ts';
import { tryStatement } from './create-by-statement.ts';

/**
 * The dictionary of the table that a statement would create; nothing stays of it.
 * Faults: target.statement, target.noRight, target.changed (it is there by now), postgres.*.
 */
export async function dictionaryOfStatement(
  login: Login,
  target: TableName,
  statement: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Dictionary> {
  const session = await Session.open(login, () => {}, { signal });
  try {
    const table = await tryStatement(session, target, statement);
    if (table === null) {
      throw fault('target.changed', { table: `${target.schema}.${target.table}`, reason: 'it exists already' });
    }
    const columns = new Map(table.columns.map((column) => [column.name, column]));
    const implied = dictionaryOf(table);
    return {
      ...implied,
      origin: 'person',
      columns: implied.columns.map((rule) => {
        const column = columns.get(rule.name);
        const modifiers = column === undefined ? [] : modifiersOf(column);
        // What has a default need not be filled.
        const required = rule.required && column?.hasDefault !== true && column?.identity == null;
        return { ...rule, required, ...(modifiers.length === 0 ? {} : { modifiers }) };
      }),
    };
  } finally {
    await session.close();
  }
}

function modifiersOf({ type, precision, scale, maxLength, typmod }: Column): number[] {
  if (type === 'numeric') return precision === null ? [] : [precision, scale ?? 0];
  if (type === 'varchar' || type === 'bpchar') return maxLength === null ? [] : [maxLength];
  return type.startsWith('timestamp') && typmod >= 0 ? [typmod] : [];
}
