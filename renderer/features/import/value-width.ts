const numberTypes = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'oid', 'money']);
const textTypes = new Set(['text', 'varchar', 'bpchar', 'json', 'jsonb']);

/** Whether values of a type stand at the end of their cell. */
export const isNumberType = (type: string): boolean => numberTypes.has(type);

/** Whether values of a type are as long as they please. */
export const isTextType = (type: string): boolean => textTypes.has(type);

/** px that hold a usual value of a type, set in mono. */
export function valueWidth(type: string): number {
  if (type.startsWith('timestamp')) return 184;
  if (type === 'uuid') return 280;
  return textTypes.has(type) ? 140 : 88;
}
