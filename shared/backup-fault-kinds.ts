import { kind } from './fault-kind.ts';

/** Faults of backups and restores; see fault-kinds.ts. */
export const backupFaultKinds = {
  'backup.folder': kind('{name} cannot hold backups: {reason}.', 'Choose another folder.'),
  'backup.unwritable': kind(
    '{name} cannot be written: {reason}. Nothing is left of it.',
    'Make room, or choose another folder.',
  ),
  'backup.noTable': kind('{table} is no table that can be backed up: {reason}.', 'Name a table that is there.', {
    status: 404,
    exit: 2,
  }),
  'backup.nothing': kind('{schema} has no table that can be backed up.', 'Name another schema.', {
    status: 404,
    exit: 2,
  }),
  'backup.notReached': kind(
    '{table} was not backed up, because of {other}.',
    'Look at what is wrong with {other}, and back up again.',
    { status: 409 },
  ),
  'backup.cancelled': kind('Cancelled. Nothing is left of what was not whole.', 'Back up again when you are ready.', {
    status: 499,
  }),
  'schedule.unknown': kind('There is no such schedule any more.', 'Look at the list of schedules.', { status: 404 }),
  'schedule.timing': kind('The schedule has no time that it is due: {reason}.', 'Change when it is due.', {
    status: 422,
    exit: 2,
  }),
  'schedule.missed': kind(
    'The schedule {name} was due at {at}, and nothing of Sluice ran then.',
    'Run it now, or let the schedule catch up on what it missed.',
    { status: 409 },
  ),
  'schedule.running': kind('The schedule {name} is at work already.', 'Wait until it has ended.', { status: 409 }),
  'backup.changed': kind(
    '{name} is not deleted: what stands there now is not the backup that was made.',
    'Look at the file, and delete it by hand if it may go.',
    { status: 409 },
  ),
  'backup.unknown': kind('{name} is no backup that is known here.', 'Look at the list of backups.', { status: 404 }),
  'backup.undeletable': kind('{name} cannot be deleted: {reason}.', 'Check its permissions and try again.'),
  'backup.noManifest': kind(
    '{name} has no manifest beside it: {manifest} is not there.',
    'Put the manifest there, or load the file as an import.',
    { status: 404 },
  ),
  'backup.manifest': kind('The manifest {name} cannot be used: {reason}.', 'Use another backup of the table.', {
    status: 422,
  }),
  'backup.damaged': kind('{name} is not as it was written: {reason}.', 'Use another backup of the table.', {
    status: 422,
  }),
  'backup.differs': kind(
    '{table} is not as it was when {name} was made: {reason}.',
    'Make a new backup, or restore this one.',
    { status: 409 },
  ),
  'restore.typesMissing': kind(
    'The server lacks types that the table needs: {types}.',
    'Create them there, with their extensions, and restore again.',
    { status: 422 },
  ),
  'restore.noTarget': kind('{table} is not there.', 'Restore it as a new table, or name another.', {
    status: 404,
    exit: 2,
  }),
  'restore.exists': kind('{table} is there already.', 'Replace it, append to it, or name another table.', {
    status: 409,
    exit: 2,
  }),
  'restore.nothingFits': kind(
    '{table} has no column of the backup.',
    'Name another table, or restore into a new one.',
    {
      status: 409,
    },
  ),
  'restore.unfilled': kind(
    'The backup holds nothing for {columns} of {table}, where NULL is not allowed and there is no default.',
    'Set a default there, or restore into a new table.',
    { status: 409 },
  ),
  'restore.noParent': kind(
    '{table} refers to {parents}, which is not there.',
    'Restore {parents} first, or together with it.',
    { status: 409 },
  ),
  'restore.referred': kind(
    'Rows of {children} refer to rows of {table}, and their foreign keys cannot wait until those are back.',
    'Restore both together, empty {children} first, or append what is missing.',
    { status: 409 },
  ),
  'restore.circle': kind(
    'Foreign keys lead in a circle, and only their owner can have them wait until all rows are back: {keys}.',
    'Connect as their owner, or make them deferrable.',
    { status: 409 },
  ),
  'restore.triggers': kind(
    'Only its owner can turn off the triggers of {table}.',
    'Let the triggers fire, or connect as the owner.',
    { status: 403 },
  ),
  'restore.column': kind(
    'The column {column} of {table} cannot take all values of the backup: {reason}. Rolled back; the table is as it was.',
    'Change the type of the column, or restore into a new table.',
    { status: 422 },
  ),
  'restore.differs': kind(
    '{table} would not be what {name} holds: {reason}. Rolled back; the table is as it was.',
    'Look for a trigger or a rule that changes rows, and restore without triggers.',
    { status: 409 },
  ),
};
