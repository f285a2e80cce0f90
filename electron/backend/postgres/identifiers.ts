/**
 * Quotes a name for SQL. The only function that may put a name into a statement (PostgreSQL manual, 4.1.1).
 * Throws on a NUL, which no name in a catalog can hold and which would cut the statement off on the wire.
 */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new Error('A name holds a NUL byte.');
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table with its schema, quoted: `"public"."hired_employees"`. */
export const qualify = (schema: string, table: string): string =>
  `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
