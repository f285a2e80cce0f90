import { InvalidArgumentError } from 'commander';
import type { TableName } from '#shared/column.ts';

/** A name between double quotes, in which `""` is a quote; or one without quotes and dots at its beginning. */
const quoted = '"(?:[^"]|"")+"';
const form = new RegExp(`^(?:(${quoted}|[^".][^.]*)\\.)?(${quoted}|[^".](?:.*[^.])?)$`, 's');

/**
 * Reads `table` or `schema.table`, both exactly as they are spelt in the catalog; one with dots or quotes stands in double
 * quotes, as in SQL. Without a schema the connection's own is meant: ''.
 */
export function parseTableName(text: string): TableName {
  const match = form.exec(text);
  if (match === null) throw new InvalidArgumentError('Write table or schema.table; a name with dots stands in double quotes.');
  const [, schema = '', table = ''] = match;
  return { schema: plain(schema), table: plain(table) };
}

const plain = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
