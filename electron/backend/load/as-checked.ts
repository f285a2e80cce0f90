import { fault } from '#shared/fault.ts';
import type { Source } from '#backend/source/open-source.ts';
import type { LoadItem } from './run-log.ts';

type Checked = Pick<LoadItem, 'checked'>;

/** Before a byte is read: a file of another size than was checked is another. Faults: source.notAsChecked. */
export function demandCheckedSize(source: Source, { checked }: Checked): void {
  if (checked != null && checked.bytes !== source.bytes) throw fault('source.notAsChecked', { name: source.name });
}

/** Of a source that was read to its end: its bytes are those that were checked. Faults: source.notAsChecked. */
export function demandCheckedBytes(source: Source, { checked }: Checked): void {
  if (checked?.sha256 != null && checked.sha256 !== source.sha256())
    throw fault('source.notAsChecked', { name: source.name });
}
