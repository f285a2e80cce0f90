/** A text as a literal of SQL, with standard_conforming_strings on or off (PostgreSQL manual, 4.1.2.2). */
export const quoteLiteral = (text: string): string => ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
