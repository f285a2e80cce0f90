/** What a text looks like, without knowing what it is meant to be. */
export type Shape = 'empty' | 'integer' | 'number' | 'date' | 'timestamp' | 'boolean' | 'uuid' | 'text';

const forms: readonly (readonly [Shape, RegExp])[] = [
  ['empty', /^\s*$/],
  ['integer', /^[-+]?\d{1,19}$/],
  ['number', /^[-+]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?$/i],
  ['date', /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})$/],
  ['timestamp', /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})[T ]\d{1,2}:\d{2}/],
  ['boolean', /^(true|false|t|f|yes|no)$/i],
  ['uuid', /^[\da-f]{8}(-?[\da-f]{4}){3}-?[\da-f]{12}$/i],
];

export function shapeOf(text: string): Shape {
  return forms.find(([, form]) => form.test(text.trim()))?.[0] ?? 'text';
}

const takes: Readonly<Record<string, readonly Shape[]>> = {
  int2: ['integer'],
  int4: ['integer'],
  int8: ['integer'],
  float4: ['integer', 'number'],
  float8: ['integer', 'number'],
  numeric: ['integer', 'number'],
  bool: ['boolean', 'integer'],
  date: ['date', 'timestamp'],
  timestamp: ['date', 'timestamp'],
  timestamptz: ['date', 'timestamp'],
  uuid: ['uuid'],
};

/** Whether a text of this shape may be a value of a type (pg_type.typname); text and what is not known take all. */
export const mayBe = (shape: Shape, type: string): boolean =>
  shape === 'empty' || (takes[type]?.includes(shape) ?? true);

/** Whether a type takes some shapes only, so that a value can tell whether it is meant. */
export const isTelling = (type: string): boolean => type in takes;
