import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultOf } from '../test-calls.ts';
import { DurableFile } from './durable-file.ts';

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-durable-'));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

test('a file that another process gave the same name meanwhile is kept, and ours gets the next free one', () =>
  inFolder(async (folder) => {
    const file = await DurableFile.create(folder, 'a.avro');
    await file.write(Buffer.from('ours'));
    for (const name of ['a.avro', 'a_2.avro']) writeFileSync(join(folder, name), 'theirs');
    const names = ['a_2.avro', 'a_3.avro'];
    await file.commit(() => Promise.resolve(names.shift() ?? ''));
    expect(file.name).toBe('a_3.avro');
    expect(contents(folder)).toEqual({ 'a.avro': 'theirs', 'a_2.avro': 'theirs', 'a_3.avro': 'ours' });
    await file.discard();
    expect(contents(folder)).toEqual({ 'a.avro': 'theirs', 'a_2.avro': 'theirs' });
  }));

test('without another name it is refused, and nothing of it is left', () =>
  inFolder(async (folder) => {
    const file = await DurableFile.create(folder, 'a.avro');
    writeFileSync(join(folder, 'a.avro'), 'theirs');
    expect(await faultOf(file.commit())).toBe('backup.unwritable');
    await file.discard();
    expect(contents(folder)).toEqual({ 'a.avro': 'theirs' });
  }));
