import type { TableName } from '#shared/column.ts';
import type {
  ColumnDefinition,
  ConstraintDefinition,
  SequenceDefinition,
  TableDefinition,
} from '#shared/table-definition.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { quoteLiteral } from '#backend/postgres/quote-literal.ts';

/** Statements that make a table anew, in the order in which they are run. Types are planned by planTypes. */
export interface CreateStatements {
  /** Before its rows: sequences, the table, its partitions. */
  readonly create: readonly string[];
  /** After its rows: keys, indexes, checks, comments. */
  readonly finish: readonly string[];
  /** After the rows of all tables: foreign keys. */
  readonly references: readonly string[];
}

export interface CreateOptions {
  /** What the table is to be called. */
  readonly target: TableName;
  /** Names of tables, sequences and indexes that stand in the schema of the target. */
  readonly taken: ReadonlySet<string>;
  /** Ways to compress values that the server has. */
  readonly compressions: ReadonlySet<string>;
}

/**
 * Under its own name a table is made with the names of its definition. Under another one, whatever shares its schema with that of the
 * definition (sequences, indexes and the keys that stand on them) gets a name of the server's.
 */
export function createStatements(definition: TableDefinition, options: CreateOptions): CreateStatements {
  const { target } = options;
  const isSame = target.schema === definition.schema && target.table === definition.table;
  const table = qualify(target.schema, target.table);
  const sequences = nameSequences(definition, options, isSame);
  const create: string[] = [];
  for (const { name, sequence, identity } of definition.columns) {
    const made = sequences.get(name);
    if (sequence === null || identity !== null || made == null) continue;
    create.push(`create sequence ${qualify(made.schema, made.name)} as ${sequence.type} ${sequenceOptions(sequence)}`);
  }
  const isUnlogged = definition.persistence === 'unlogged' ? 'unlogged ' : '';
  const lines = definition.columns.map((column) => columnLine(column, sequences.get(column.name) ?? null, isSame));
  const parts = definition.partitionBy === null ? '' : ` partition by ${definition.partitionBy}`;
  create.push(
    `create ${isUnlogged}table ${table} (${lines.map((line) => `\n  ${line}`).join(',')}\n)${parts}${withOptions(definition.options)}`,
    ...storageStatements(definition, table, options),
  );
  for (const { name, sequence, identity } of definition.columns) {
    const made = sequences.get(name);
    if (sequence === null || identity !== null || made == null) continue;
    create.push(`alter sequence ${qualify(made.schema, made.name)} owned by ${table}.${quoteIdentifier(name)}`);
  }
  create.push(...partitionStatements(definition, options, isUnlogged));
  const constraints = definition.constraints.filter(({ kind }) => kind !== 'foreignKey');
  const foreignKeys = definition.constraints.filter(({ kind }) => kind === 'foreignKey');
  const add = (constraint: ConstraintDefinition): string[] => addConstraint(constraint, { definition, table, isSame });
  return {
    create,
    finish: [
      ...constraints.flatMap(add),
      ...indexStatements(definition, target, isSame),
      ...comments(definition, table),
    ],
    references: foreignKeys.flatMap(add),
  };
}

/** Names have at most 63 bytes. */
const NAME_BYTES_MAX = 63;

/** `wanted`, or else the first that is free of those with a number behind it; it is taken then. */
function freeName(wanted: string, taken: Set<string>): string {
  for (let number = 0; ; number += 1) {
    const end = number === 0 ? '' : String(number);
    let start = wanted;
    while (Buffer.byteLength(start + end) > NAME_BYTES_MAX) start = start.replace(/.$/su, '');
    const name = start + end;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

interface SequenceName {
  readonly schema: string;
  readonly name: string;
}

/** By column: what its sequence is to be called; null: that is left to the server. */
function nameSequences(
  { columns }: TableDefinition,
  { target, taken }: CreateOptions,
  isSame: boolean,
): ReadonlyMap<string, SequenceName | null> {
  const used = new Set(taken);
  const names = new Map<string, SequenceName | null>();
  for (const { name, sequence, identity } of columns) {
    if (sequence === null) continue;
    const own = { schema: sequence.schema, name: sequence.name };
    // That of an identity stands in the schema of its table always; that of a serial does not have to.
    if (isSame && (sequence.schema !== target.schema || !used.has(sequence.name))) names.set(name, own);
    else if (identity !== null) names.set(name, null);
    else names.set(name, { schema: target.schema, name: freeName(`${target.table}_${name}_seq`, used) });
  }
  return names;
}

const sequenceOptions = ({ start, increment, min, max, cache, cycle }: SequenceDefinition): string =>
  `increment by ${increment} minvalue ${min} maxvalue ${max} start with ${start} cache ${cache} ${cycle ? '' : 'no '}cycle`;

function columnLine(
  { name, sql, collation, notNull, notNullName, default: preset, generated, identity, sequence }: ColumnDefinition,
  made: SequenceName | null,
  isSame: boolean,
): string {
  const parts = [quoteIdentifier(name), sql];
  if (collation !== null) parts.push(`collate ${collation}`);
  if (generated !== null) parts.push(`generated always as (${generated.expression}) ${generated.kind}`);
  if (identity !== null && sequence !== null) {
    const named = made === null ? '' : `sequence name ${qualify(made.schema, made.name)} `;
    const when = identity === 'always' ? 'always' : 'by default';
    parts.push(`generated ${when} as identity (${named}${sequenceOptions(sequence)})`);
  }
  if (preset !== null) parts.push(`default ${withSequence(preset, sequence, made)}`);
  if (notNull)
    parts.push(`${isSame && notNullName !== null ? `constraint ${quoteIdentifier(notNullName)} ` : ''}not null`);
  return parts.join(' ');
}

/** As the server prints a constant: doubled quotes, and E'' where there is a backslash. */
const printed = (text: string): string =>
  text.includes('\\') ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`;

/** A default that takes numbers from the column's own sequence takes them from the one that was made for it. */
const withSequence = (preset: string, sequence: SequenceDefinition | null, made: SequenceName | null): string =>
  sequence === null || made === null
    ? preset
    : preset.replaceAll(
        `${printed(sequence.sql)}::regclass`,
        () => `${printed(qualify(made.schema, made.name))}::regclass`,
      );

/** `fillfactor=70` as it stands in a statement; names are words, with a dot in those of extensions. */
function withOptions(options: readonly string[]): string {
  if (options.length === 0) return '';
  const parts = options.map((option) => {
    const at = option.indexOf('=');
    const name = option.slice(0, at).split('.').map(quoteIdentifier).join('.');
    return `${name} =${quoteLiteral(option.slice(at + 1))}`;
  });
  return ` with (${parts.join(', ')})`;
}

function storageStatements({ columns }: TableDefinition, table: string, { compressions }: CreateOptions): string[] {
  return columns.flatMap(({ name, storage, compression }) => {
    const column = `alter table ${table} alter column ${quoteIdentifier(name)}`;
    return [
      ...(storage === null ? [] : [`${column} set storage ${storage}`]),
      ...(compression !== null && compressions.has(compression) ? [`${column} set compression ${compression}`] : []),
    ];
  });
}

function partitionStatements(definition: TableDefinition, options: CreateOptions, isUnlogged: string): string[] {
  const { target } = options;
  const taken = new Set(options.taken);
  const isSame = target.schema === definition.schema && target.table === definition.table;
  const key = ({ schema, table }: TableName): string => JSON.stringify([schema, table]);
  const names = new Map([[key(definition), qualify(target.schema, target.table)]]);
  return definition.partitions.map((part) => {
    const end = part.table.startsWith(`${definition.table}_`)
      ? part.table.slice(definition.table.length + 1)
      : part.table;
    const name = isSame
      ? qualify(part.schema, part.table)
      : qualify(target.schema, freeName(`${target.table}_${end}`, taken));
    names.set(key(part), name);
    const by = part.partitionBy === null ? '' : ` partition by ${part.partitionBy}`;
    return `create ${isUnlogged}table ${name} partition of ${names.get(key(part.parent))} ${part.bound}${by}`;
  });
}

interface ConstraintPlace {
  readonly definition: TableDefinition;
  readonly table: string;
  readonly isSame: boolean;
}

function addConstraint(constraint: ConstraintDefinition, { definition, table, isSame }: ConstraintPlace): string[] {
  const { name, kind, references, comment } = constraint;
  // The index that it stands on has its name, and shares the schema with others.
  const isNamed = isSame || kind === 'check' || kind === 'foreignKey' || kind === 'notNull';
  const toItself =
    !isSame && references !== null && references.schema === definition.schema && references.table === definition.table;
  const text = toItself
    ? constraint.definition.replace(`REFERENCES ${references.sql}(`, () => `REFERENCES ${table}(`)
    : constraint.definition;
  const named = isNamed ? `constraint ${quoteIdentifier(name)} ` : '';
  const add = `alter table ${table} add ${named}${text}`;
  if (comment === null || !isNamed) return [add];
  return [add, `comment on constraint ${quoteIdentifier(name)} on ${table} is${quoteLiteral(comment)}`];
}

function indexStatements({ indexes }: TableDefinition, target: TableName, isSame: boolean): string[] {
  const table = qualify(target.schema, target.table);
  return indexes.flatMap(({ name, unique, definition, comment }) => {
    const named = isSame ? ` ${quoteIdentifier(name)}` : '';
    const create = `create ${unique ? 'unique ' : ''}index${named} on ${table} ${definition}`;
    if (comment === null || !isSame) return [create];
    return [create, `comment on index ${qualify(target.schema, name)} is${quoteLiteral(comment)}`];
  });
}

const comments = ({ comment, columns }: TableDefinition, table: string): string[] => [
  ...(comment === null ? [] : [`comment on table ${table} is${quoteLiteral(comment)}`]),
  ...columns.flatMap((column) =>
    column.comment === null
      ? []
      : [`comment on column ${table}.${quoteIdentifier(column.name)} is${quoteLiteral(column.comment)}`],
  ),
];
