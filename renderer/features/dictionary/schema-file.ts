import type { TableName } from '#shared/column.ts';
import type { Dictionary } from '#shared/rule.ts';
import { chooseFiles, type ChosenFile } from '../../client/chosen-file.ts';
import type { Client } from '../../client/connection.ts';
import { saveFile } from '../../client/save-file.ts';

/** What a schema file says. */
export type ReadSchema = Awaited<ReturnType<Client['dictionaries']['readSchema']>>;

/** Asks for a schema file; null when that was cancelled. */
export async function chooseSchemaFile(): Promise<ChosenFile | null> {
  const [file] = await chooseFiles();
  return file ?? null;
}

/** Reads a schema file for a table, or, with `name` null, for the one that it names. Faults: as dictionaries.readSchema. */
export async function readSchema(
  client: Client,
  connectionId: string,
  name: TableName | null,
  file: ChosenFile,
): Promise<ReadSchema> {
  return client.dictionaries.readSchema({ connectionId, name, source: await file.take() });
}

/** Saves a dictionary as a Table Schema; the name of the file, or null when that was cancelled. Faults: export.unwritable. */
export async function saveSchema(client: Client, name: TableName, dictionary: Dictionary): Promise<string | null> {
  const saved = await saveFile(`${name.table}.schema.json`, (path) =>
    client.dictionaries.writeSchema({ name, dictionary, path }),
  );
  return saved === null ? null : (saved.path ?? saved.name);
}
