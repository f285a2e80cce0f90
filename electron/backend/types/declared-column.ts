import { type CodecColumn, plainColumn } from './codec.ts';

/** The column that a type with its modifiers makes: numeric(10,2), varchar(40), timestamp(3). Without modifiers, plain. */
export function declaredColumn(type: string, [first, second]: readonly number[] = []): CodecColumn {
  if (first === undefined) return plainColumn;
  switch (type) {
    case 'numeric':
      return { ...plainColumn, precision: first, scale: second ?? 0 };
    case 'varchar':
    case 'bpchar':
      return { ...plainColumn, maxLength: first };
    default:
      return { ...plainColumn, typmod: first };
  }
}
