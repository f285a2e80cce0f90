import type { TableDefinition, TypeDefinition } from '#shared/table-definition.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { quoteLiteral } from '#backend/postgres/quote-literal.ts';

/** What has to be done about the types of a table that is to be made anew. */
export interface TypePlan {
  /** Create the types that are missing, those that others are made of first. */
  readonly statements: readonly string[];
  /** Missing types that no statement of ours can make, with what they came with: `hstore (extension hstore)`. */
  readonly unmakeable: readonly string[];
}

/** @param known types that are there, as `sql` names them */
export function planTypes({ types }: TableDefinition, known: ReadonlySet<string>): TypePlan {
  const byOid = new Map(types.map((type) => [type.oid, type]));
  const statements: string[] = [];
  const unmakeable: string[] = [];
  const seen = new Set<number>();
  const visit = (oid: number): void => {
    const type = byOid.get(oid);
    if (type === undefined || seen.has(oid)) return;
    seen.add(oid);
    for (const part of partsOf(type)) visit(part);
    // Arrays and multiranges are made with their types.
    if (known.has(type.sql) || type.kind === 'array' || type.kind === 'multirange') return;
    const statement = createType(type, byOid);
    if (statement !== null) statements.push(statement);
    else unmakeable.push(type.extension === null ? type.sql : `${type.sql} (extension ${type.extension})`);
  };
  for (const { oid } of types) visit(oid);
  return { statements, unmakeable };
}

const partsOf = ({ element, domain, fields, range }: TypeDefinition): readonly number[] => [
  ...(element === null ? [] : [element]),
  ...(domain === null ? [] : [domain.base]),
  ...(fields ?? []).map(({ type }) => type),
  ...(range === null ? [] : [range.subtype]),
];

const collate = (collation: string | null): string => (collation === null ? '' : ` collate ${collation}`);

/** Null where it takes more than a statement: functions in C, an extension, a table. */
function createType(type: TypeDefinition, byOid: ReadonlyMap<number, TypeDefinition>): string | null {
  if (type.extension !== null) return null;
  const name = qualify(type.schema, type.name);
  const { kind, labels, domain, fields, range } = type;
  if (kind === 'enum' && labels !== null) return `create type ${name} as enum (${labels.map(quoteLiteral).join(', ')})`;
  if (kind === 'composite' && fields !== null) {
    const lines = fields.map((field) => `${quoteIdentifier(field.name)} ${field.sql}${collate(field.collation)}`);
    return `create type ${name} as (${lines.join(', ')})`;
  }
  if (kind === 'domain' && domain !== null) {
    const checks = domain.checks.map((check) => ` constraint ${quoteIdentifier(check.name)} ${check.definition}`);
    const preset = domain.default === null ? '' : ` default ${domain.default}`;
    const notNull = domain.notNull ? ' not null' : '';
    return `create domain ${name} as ${domain.sql}${collate(domain.collation)}${preset}${notNull}${checks.join('')}`;
  }
  // Its canonical function takes the type itself, which is not there yet.
  if (kind === 'range' && range !== null && range.canonical === '-') {
    const parts = [`subtype = ${byOid.get(range.subtype)?.sql}`, `subtype_opclass = ${range.opclass}`];
    if (range.collation !== null) parts.push(`collation = ${range.collation}`);
    if (range.subtypeDiff !== '-') parts.push(`subtype_diff = ${range.subtypeDiff}`);
    if (range.multirange !== null) parts.push(`multirange_type_name = ${qualify(type.schema, range.multirange)}`);
    return `create type ${name} as range (${parts.join(', ')})`;
  }
  return null;
}
