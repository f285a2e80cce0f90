import { typeLabel } from '#shared/column.ts';
import type { Option } from '../../ui/option.ts';

const common = [
  'text',
  'varchar',
  'int2',
  'int4',
  'int8',
  'numeric',
  'float8',
  'bool',
  'date',
  'timestamp',
  'timestamptz',
  'time',
  'uuid',
  'jsonb',
] as const;

/** Whether an empty text is a value of a type, so that it can be refused apart from NULL. */
export const isTextType = (type: string): boolean => ['text', 'varchar', 'bpchar', 'citext', 'name'].includes(type);

/** The types to choose from: the usual ones, and those that are in use here. */
export function typeOptions(inUse: readonly (string | null)[]): readonly Option[] {
  const types = new Set<string>([...inUse.filter((type) => type !== null), ...common]);
  return [...types].map((type) => ({ id: type, label: typeLabel(type) }));
}
