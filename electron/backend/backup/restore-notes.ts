import type { RestoreOptions } from '#shared/restore.ts';
import { showAmount } from '#shared/units.ts';
import type { RunNote } from '#backend/load/move-sequences.ts';
import type { RestorePlan } from './restore-plan.ts';
import type { WrittenBackup } from './write-backup.ts';

/** What a person should know of a restore that did not put all back as it was. */
export function restoreNotes(
  { backup, columns, known, made }: RestorePlan,
  { triggers }: RestoreOptions,
  safety: WrittenBackup | null,
): RunNote[] {
  const notes: RunNote[] = [];
  const note = (column: string, sentence: string): void => void notes.push({ column, sentence });
  for (const { name, fate, backup: was, table: is } of columns) {
    if (fate === 'dropped') note(name, `The table has no column ${name}: its values stay in the backup.`);
    if (fate === 'converted') note(name, `${name} was ${was} and is ${is}: its values went over as text.`);
    if (fate === 'null' || fate === 'default')
      note(name, `The backup has no column ${name}: it is ${fate === 'null' ? 'NULL' : 'its default'}.`);
  }
  const firing = known.definition.triggers.filter(({ enabled }) => enabled === 'origin' || enabled === 'always');
  if (triggers === 'off' && firing.length > 0)
    note('', `Triggers did not fire: ${firing.map(({ name }) => name).join(', ')}.`);
  const { definition } = backup.manifest;
  if (made !== null && definition.triggers.length > 0)
    note('', `Triggers were not made: ${definition.triggers.map(({ name }) => name).join(', ')}.`);
  if (made !== null && definition.rowSecurity.policies.length > 0)
    note('', `Policies were not made: ${definition.rowSecurity.policies.join(', ')}.`);
  if (made !== null && definition.grants.length > 0)
    note('', `Rights were not granted: ${definition.grants.join(', ')}.`);
  if (safety !== null) {
    const { rows, file } = safety.manifest;
    note('', `The ${showAmount(rows, 'row')} that went ${rows === 1 ? 'is' : 'are'} in ${file.name}.`);
  }
  return notes;
}
