import type { AvroCodec, BackupEntry } from '#shared/backup.ts';
import { showAmount, showBytes } from '#shared/units.ts';
import type { Option } from '../../ui/option.ts';

/** Who had it made, in a word or two. */
export const originWords: Readonly<Record<BackupEntry['origin'], string>> = {
  person: 'by hand',
  schedule: 'by the schedule',
  restore: 'before a restore',
  found: 'found in the folder',
};

export const codecOptions: readonly Option<AvroCodec>[] = [
  { id: 'deflate', label: 'deflate', detail: 'Every reader of AVRO knows it' },
  { id: 'zstandard', label: 'zstandard', detail: 'Smaller, where the reader knows it' },
  { id: 'snappy', label: 'snappy', detail: 'Quick and larger' },
  { id: 'null', label: 'none', detail: 'As large as the rows are' },
];

/** `deflate`, `not packed`. */
export const codecWord = (codec: AvroCodec): string => (codec === 'null' ? 'not packed' : codec);

/** The folder of a path, as it is written there. */
export const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*$/, '') || '/';

/** `3 backups, 15.2 MB`. */
export function sumWords(backups: readonly Pick<BackupEntry, 'bytes'>[]): string {
  const bytes = backups.reduce((sum, one) => sum + one.bytes, 0);
  return `${showAmount(backups.length, 'backup')}, ${showBytes(bytes)}`;
}

/** `departments`, `departments and jobs`, `departments, jobs and 3 more`. */
export function namesOf(names: readonly string[], most = 2): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
