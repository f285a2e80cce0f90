import type { SequenceDefinition, SequenceState, TableDefinition } from '#shared/table-definition.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify } from '#backend/postgres/identifiers.ts';

/** The definition with the states of its sequences as they are now; sequences that this role may not read are left without. */
export async function readSequenceStates(session: Session, definition: TableDefinition): Promise<TableDefinition> {
  const sequences = definition.columns.flatMap(({ sequence }) => sequence ?? []);
  if (sequences.length === 0) return definition;
  const names = sequences.map(({ schema, name }) => qualify(schema, name));
  const { rows: readable } = await session.query<{ name: string }>(
    `select name from unnest($1::text[]) name where has_sequence_privilege(name, 'select')
       and has_schema_privilege((select relnamespace from pg_class where oid = name::regclass), 'usage')`,
    [names],
  );
  const states = new Map<string, SequenceState>();
  for (const { name } of readable) {
    const { rows } = await session.query<{ last: string; called: string }>(
      `select last_value::text as last, is_called as called from ${name}`,
    );
    states.set(name, { lastValue: rows[0]?.last ?? '0', isCalled: rows[0]?.called === 't' });
  }
  const withState = (sequence: SequenceDefinition): SequenceDefinition => ({
    ...sequence,
    state: states.get(qualify(sequence.schema, sequence.name)) ?? null,
  });
  return {
    ...definition,
    columns: definition.columns.map((column) => ({
      ...column,
      sequence: column.sequence && withState(column.sequence),
    })),
  };
}
