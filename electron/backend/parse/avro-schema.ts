import { BrokenAvro } from '#backend/types/avro-tap.ts';

/** A schema with its names resolved. `logical` is the logical type, where it is one that fits. */
export type AvroNode =
  | { readonly kind: AvroPrimitive; readonly logical: string | null; readonly scale: number }
  | { readonly kind: 'fixed'; readonly size: number; readonly logical: string | null; readonly scale: number }
  | { readonly kind: 'enum'; readonly symbols: readonly string[] }
  | { readonly kind: 'array' | 'map'; readonly items: AvroNode }
  | { readonly kind: 'union'; readonly branches: readonly AvroNode[] }
  | { readonly kind: 'record'; readonly fields: AvroField[] };

type AvroPrimitive = (typeof primitives)[number];

export interface AvroField {
  readonly name: string;
  readonly node: AvroNode;
}

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
const isPrimitive = (name: unknown): name is AvroPrimitive => primitives.some((it) => it === name);

const logicalOf: Readonly<Record<string, readonly string[]>> = {
  bytes: ['decimal'],
  fixed: ['decimal', 'uuid', 'duration'],
  int: ['date', 'time-millis'],
  long: ['time-micros', 'timestamp-millis', 'timestamp-micros', 'timestamp-nanos'].concat([
    'local-timestamp-millis',
    'local-timestamp-micros',
    'local-timestamp-nanos',
  ]),
};

/** Schemas nest no deeper than this. */
const DEPTH_MAX = 200;

/**
 * Reads a schema (Apache Avro 1.12 specification, Schema Declaration). A logical type that does not fit is left out, as the
 * specification asks.
 * @throws BrokenAvro
 */
export function parseSchema(json: string): AvroNode {
  let schema: unknown;
  try {
    schema = JSON.parse(json);
  } catch {
    throw new BrokenAvro('its schema is not JSON');
  }
  return new SchemaReader().read(schema, '', 0);
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

class SchemaReader {
  readonly #named = new Map<string, AvroNode>();

  read(schema: unknown, space: string, depth: number): AvroNode {
    if (depth > DEPTH_MAX) throw new BrokenAvro('its schema is nested too deeply');
    if (typeof schema === 'string') return this.#find(schema, space);
    if (Array.isArray(schema)) {
      return { kind: 'union', branches: schema.map((branch: unknown) => this.read(branch, space, depth + 1)) };
    }
    if (!isObject(schema)) throw new BrokenAvro('its schema is not one');
    const { type } = schema;
    if (typeof type !== 'string') return this.read(type, space, depth + 1);
    switch (type) {
      case 'record':
      case 'error':
        return this.#readRecord(schema, space, depth);
      case 'enum':
        return this.#name(schema, space, { kind: 'enum', symbols: textsOf(schema['symbols']) });
      case 'fixed':
        return this.#name(schema, space, { kind: 'fixed', size: countOf(schema['size']), ...logical(schema, 'fixed') });
      case 'array':
        return { kind: 'array', items: this.read(schema['items'], space, depth + 1) };
      case 'map':
        return { kind: 'map', items: this.read(schema['values'], space, depth + 1) };
      default:
        return isPrimitive(type) ? { kind: type, ...logical(schema, type) } : this.#find(type, space);
    }
  }

  #readRecord(schema: Json, space: string, depth: number): AvroNode {
    const { fields } = schema;
    if (!Array.isArray(fields)) throw new BrokenAvro('a record of its schema has no fields');
    const record = { kind: 'record' as const, fields: [] as AvroField[] };
    // Its fields may refer to it.
    this.#name(schema, space, record);
    const inside = spaceOf(schema, space);
    for (const field of fields as readonly unknown[]) {
      if (!isObject(field) || typeof field['name'] !== 'string')
        throw new BrokenAvro('a field of its schema has no name');
      record.fields.push({ name: field['name'], node: this.read(field['type'], inside, depth + 1) });
    }
    return record;
  }

  #name(schema: Json, space: string, node: AvroNode): AvroNode {
    const { name } = schema;
    if (typeof name !== 'string') throw new BrokenAvro('a type of its schema has no name');
    const inside = spaceOf(schema, space);
    this.#named.set(name.includes('.') || inside === '' ? name : `${inside}.${name}`, node);
    return node;
  }

  #find(name: string, space: string): AvroNode {
    if (isPrimitive(name)) return { kind: name, logical: null, scale: 0 };
    const node = this.#named.get(`${space}.${name}`) ?? this.#named.get(name);
    if (node === undefined) throw new BrokenAvro(`its schema does not say what ${name} is`);
    return node;
  }
}

function spaceOf({ name, namespace }: Json, space: string): string {
  if (typeof name === 'string' && name.includes('.')) return name.slice(0, name.lastIndexOf('.'));
  return typeof namespace === 'string' ? namespace : space;
}

function logical(schema: Json, kind: string): { readonly logical: string | null; readonly scale: number } {
  const { logicalType, scale } = schema;
  const fits = typeof logicalType === 'string' && (logicalOf[kind]?.includes(logicalType) ?? false);
  return {
    logical: fits ? logicalType : null,
    scale: typeof scale === 'number' && Number.isInteger(scale) ? scale : 0,
  };
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

function countOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new BrokenAvro('its schema has no size');
  return value;
}
