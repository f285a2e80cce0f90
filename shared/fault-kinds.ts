import { backupFaultKinds } from './backup-fault-kinds.ts';
import { type FaultKind, kind } from './fault-kind.ts';
import { ingestFaultKinds } from './ingest-fault-kinds.ts';

/** By code, `area.problem`; codes are stable. */
export const faultKinds = {
  ...backupFaultKinds,
  ...ingestFaultKinds,
  internal: kind('Something in Sluice went wrong.', 'Look for {logId} in the log, and try again.', { status: 500 }),
  'usage.invalid': kind('{what}', 'Run sluice --help for the options.', { exit: 2 }),

  'source.missing': kind('{name} does not exist.', 'Check the path and try again.', { status: 404 }),
  'source.folder': kind('{name} is a folder.', 'Name the files inside it.'),
  'source.notAFile': kind('{name} is a pipe or a device, not a file.', 'Save its content to a file and choose that.'),
  'source.unreadable': kind('{name} cannot be read: {reason}.', 'Check its permissions and try again.'),
  'source.empty': kind('{name} is empty.', 'Choose a file that has at least one row.'),
  'source.binary': kind('{name} is not a text file: it holds a NUL byte at byte {byteOffset}.', 'Choose a CSV file.'),
  'source.encoding': kind('{name} is {encoding} text, which is not read.', 'Save it as UTF-8 and try again.'),
  'source.packed': kind('{name} cannot be unpacked: {reason}.', 'Make it anew, or unpack it and choose what was in it.'),
  'source.manyFiles': kind('{name} holds {count} files.', 'Unpack it and choose the files that are wanted.'),
  'source.bomb': kind(
    '{name} unpacks to more than {limit}, over {ratio} times its own size.',
    'Unpack it and choose what was in it, if that is meant.',
  ),
  'json.invalid': kind(
    'Record {record} is not JSON: {reason} at byte {byteOffset}.',
    'Correct the file at that place. NDJSON, one object a line, can be read beyond such a place.',
  ),
  'avro.invalid': kind('{name} is not an AVRO file that can be read: {reason}.', 'Write the file anew.'),
  'xlsx.invalid': kind('{name} is not a workbook that can be read: {reason}.', 'Save it anew as .xlsx, or as CSV.'),
  'source.changed': kind(
    '{name} changed while it was read. Rolled back; the table is as it was.',
    'Run again when the file is complete.',
    { status: 409, retry: true },
  ),
  'source.notAsChecked': kind('{name} is not the file that was checked: it has changed since. None of it went in.', 'Check it again.', {
    status: 409,
  }),
  'source.unknownUpload': kind('This upload is not here any more.', 'Drop the file again.', { status: 404 }),
  'source.refused': kind('This host takes uploads only, no paths.', 'Drop the file on the window.', { status: 403 }),
  'csv.quoteUnclosed': kind(
    'A quote opens in record {record}, line {line}, at byte {byteOffset} and never closes.',
    'Correct that line, or read the file without quotes (--quote none).',
  ),
  'csv.quoteTooFar': kind(
    'A quote opens in record {record}, line {line}, at byte {byteOffset} and does not close within {limit}.',
    'Correct that line, or read the file without quotes (--quote none).',
  ),
  'csv.tooWide': kind('Record {record} is longer than {limit}.', 'Check delimiter, quote and line ends.'),
  'csv.dialect': kind('This dialect cannot be read: {reason}.', 'Choose another delimiter or quote.'),

  'target.unknown': kind(
    'No table fits {name}: {reason}.',
    'Name one with --table, or choose one in the import.',
    { status: 404 },
  ),
  'target.missing': kind('The table {table} does not exist, and no dictionary says how to create it.', 'Create it first.', {
    status: 404,
  }),
  'target.notATable': kind('{table} is a {relation}, not a table.', 'Choose a table.'),
  'target.changed': kind('The table {table} is not as it was planned: {reason}.', 'Check the file again, then load.', {
    status: 409,
    retry: true,
  }),
  'target.statement': kind(
    'The table {table} cannot be created by this statement: {reason}.',
    'Write one CREATE TABLE statement for it, or go back to the columns.',
    { status: 422, exit: 2 },
  ),
  'target.noRight': kind('The role {user} may not {right} {table}.', 'Ask for the right, or connect as another role.', {
    status: 403,
  }),
  'target.noKey': kind('{table} has no unique key, so {mode} cannot tell which rows are there.', 'Use the mode insert.'),
  'target.cascades': kind(
    '{table} cannot be emptied: rows of {child} would be deleted or changed with its rows.',
    'Empty {child} first, or use the mode upsert.',
    { status: 409 },
  ),
  'target.referred': kind(
    '{table} cannot be emptied: rows of {child} refer to its rows.',
    'Replace both in one transaction, empty {child} first, or use the mode upsert.',
    { status: 409 },
  ),
  'source.ambiguous': kind(
    '{sentence}',
    'Say which: {options}. With --guess it is read as {guess}.',
    { exit: 2 },
  ),
  'mapping.invalid': kind('The columns do not match: {reason}.', 'Check delimiter and header, correct the match, and try again.'),
  'mapping.tooWide': kind(
    'Most rows of {name} have {got} fields and {table} takes {want}; without a header nothing says which to leave out.',
    'Name the columns in a header, or choose another table.',
  ),
  'dictionary.invalid': kind('The dictionary {name} cannot be used: {reason}.', 'Correct it and try again.', { exit: 2 }),
  'dictionary.missing': kind('No dictionary is called {name}.', 'Name a table, or a file.', { status: 404, exit: 2 }),

  'load.tooManyRejects': kind(
    '{rejected} of {read} rows{where} were rejected; the limit is {limit}. Rolled back; the table is as it was.',
    'Look at the rejects, or raise the limit.',
    { status: 422 },
  ),
  'load.allOrNothing': kind(
    'All rows{where} were wanted, and not all could be taken: {rejected} rejected. Rolled back; the table is as it was.',
    'Look at the rejects, or keep the good rows.',
    { status: 422 },
  ),
  'load.batchRolledBack': kind(
    '{name} could not be loaded, and the files of its batch go in together or not at all. Rolled back; the table is as it was.',
    'Look at the run of {name}, or load each file in a transaction of its own.',
    { status: 422 },
  ),
  'load.unbalanced': kind(
    'We sent {sent} rows, the server counted {counted}. Rolled back; the table is as it was.',
    'Look for a trigger of the table that leaves rows out; where there is none, report it with the log.',
    { status: 500 },
  ),
  'load.refused': kind(
    'The server refused the rows: {reason}. Rolled back; the table is as it was.',
    'Look at the reason, change the table or the file, and run again.',
    { status: 422 },
  ),
  'load.rejectsNotKept': kind(
    'The rejects could not be written: {reason}. Rolled back; the table is as it was.',
    'Make room in the data folder and run again.',
    { retry: true },
  ),
  'load.unsettled': kind(
    'The answer to COMMIT was lost, and the server cannot be asked whether it took place.',
    'Connect again; the run is settled then.',
    { status: 503, retry: true },
  ),

  'postgres.refused': kind('Nothing answers at {host}:{port}.', 'Check host and port, and that the server runs.', {
    status: 503,
    retry: true,
  }),
  'postgres.unknownHost': kind('No machine is known by the name {host}.', 'Check the host name.', { status: 503 }),
  'postgres.timeout': kind('{host}:{port} did not answer within {seconds} s.', 'Check the network and try again.', {
    status: 503,
    retry: true,
  }),
  'postgres.password': kind('The server refused the password of {user}.', 'Enter the password again.', { status: 401 }),
  'postgres.passwordNeeded': kind('The password of {name} is not known in this session.', 'Enter it to connect.', {
    status: 401,
  }),
  'postgres.role': kind('The server does not let {user} in: {reason}.', 'Check the role, or pg_hba.conf on the server.', {
    status: 401,
  }),
  'postgres.unknownDatabase': kind('The server has no database {database}.', 'Check the name of the database.', {
    status: 404,
  }),
  'postgres.unknownSchema': kind('The database has no schema {schema}.', 'Check the name of the schema.', { status: 404 }),
  'postgres.tlsMissing': kind('The server does not speak TLS.', 'Turn TLS on at the server, or choose disable.'),
  'postgres.tlsUntrusted': kind(
    'The certificate of {host} is not signed by an authority that is trusted here.',
    'Name the CA file of the server.',
  ),
  'postgres.tlsExpired': kind('The certificate of {host} has expired.', 'Renew it at the server.'),
  'postgres.tlsHost': kind('The certificate is made out to another host than {host}.', 'Check the host, or use verify-ca.'),
  'postgres.tlsCaFile': kind('The CA file {file} cannot be read: {reason}.', 'Choose a PEM file.'),
  'postgres.tlsNotYetValid': kind('The certificate of {host} is not valid yet.', 'Check the clocks of both machines.'),
  'postgres.tlsFailed': kind('TLS with {host} could not be set up: {reason}.', 'Check the TLS versions both sides allow.'),
  'postgres.hungUp': kind(
    '{host}:{port} closed the connection before it was open.',
    'Check that a Postgres server listens there.',
    { status: 503, retry: true },
  ),
  'postgres.tooOld': kind('The server is PostgreSQL {version}; Sluice needs 13 or later.', 'Connect to a newer server.'),
  'postgres.tooMany': kind('The server has no free connection.', 'Try again when others have left.', {
    status: 503,
    retry: true,
  }),
  'postgres.gone': kind(
    'The server closed the connection. Rolled back; the table is as it was.',
    'Run again when the server answers.',
    { status: 503, retry: true },
  ),
  'postgres.starting': kind('The server is starting or shutting down.', 'Try again in a moment.', {
    status: 503,
    retry: true,
  }),
  'postgres.readOnly': kind('The server takes no writes: {reason}.', 'Connect to the primary.'),
  'postgres.permission': kind('The role may not do this: {reason}.', 'Ask for the right, or connect as another role.', {
    status: 403,
  }),
  'postgres.diskFull': kind('The disk of the server is full. Rolled back; the table is as it was.', 'Make room there.', {
    retry: true,
  }),
  'postgres.locked': kind('The table is locked by another session.', 'Run again when it is free.', {
    status: 409,
    retry: true,
  }),
  'postgres.conflict': kind('Another session got in the way: {reason}.', 'Run again.', { status: 409, retry: true }),
  'postgres.cancelled': kind('The server stopped the statement: {reason}.', 'Run again, or raise the limit there.', {
    retry: true,
  }),
  'postgres.noTable': kind('The table is not there any more: {reason}.', 'Look at the tables again.', { status: 404 }),
  'postgres.error': kind('The server answered: {reason}.', 'See the details.', { status: 502 }),

  'connection.url': kind('This is not a Postgres address: {reason}.', 'Write postgres://user@host:5432/database.', {
    exit: 2,
  }),
  'connection.unknown': kind('No connection is called {name}.', 'Name a saved connection, a URL, or embedded.', {
    status: 404,
    exit: 2,
  }),
  'connection.invalid': kind('The connection is not complete: {reason}.', 'Correct it and try again.'),

  'embedded.unsupported': kind('There is no built-in database for {platform}.', 'Connect to a Postgres server.'),
  'embedded.startFailed': kind('The built-in database did not start: {reason}.', 'See the details, then try again.', {
    status: 503,
    retry: true,
  }),

  'history.unwritable': kind(
    'The history cannot be written: {reason}.',
    'Check the free space of {folder} and who may write there, and try again.',
    { status: 503, retry: true },
  ),
  'history.busy': kind('Another process is writing the history.', 'Try again when it is done.', {
    status: 503,
    retry: true,
  }),
  'history.damaged': kind('The history file is damaged: {reason}.', 'Restore {file} from a copy, or move it away.', {
    status: 500,
  }),
  'history.newer': kind('The history was written by a newer Sluice.', 'Update Sluice, or name another data folder.', {
    status: 409,
  }),
  'run.unknown': kind('There is no run {id}.', 'Look at the list of runs.', { status: 404 }),
  'job.unknown': kind('There is no job {id}.', 'Look at the list of runs.', { status: 404 }),
  'job.notAsking': kind('This job waits for no answer.', 'Look at how it ended.', { status: 409 }),
  'job.cancelled': kind('Cancelled. Rolled back; the table is as it was.', 'Run again when you are ready.', {
    status: 499,
  }),
  'run.interrupted': kind('Sluice ended while this run was on. The table is as it was.', 'Run again.', { retry: true }),
  'rejects.notEditable': kind('These rows cannot be changed: {reason}.', 'Export the reload file, correct it and load it.'),
  'rejects.inParent': kind('These rows were sent by a replay.', 'Change them among the rejects of run {id}.', { status: 409 }),
  'rejects.unknown': kind('The run has no reject {record}.', 'Look at the rejects again.', { status: 404 }),
  'rejects.loaded': kind('Record {record} was loaded by a replay.', 'Change the row in the table.', { status: 409 }),
  'rejects.busy': kind('Another fix of these rejects is under way.', 'Wait until it is done, or cancel it.', {
    status: 409,
    retry: true,
  }),
  'fix.invalid': kind('This fix cannot be made: {reason}.', 'Choose another column.'),
  'replay.running': kind(
    'The fixed rows are being loaded, or it is not known yet whether they were.',
    'Wait until the replay has ended, or connect: it is settled then.',
    { status: 409, retry: true },
  ),
  'replay.nothing': kind('No row is fixed.', 'Correct a row first.', { status: 409 }),
  'replay.notLoaded': kind('This run put no rows into the table.', 'Load the file; its rejects can be replayed then.', {
    status: 409,
  }),
  'export.unwritable': kind('{name} cannot be written: {reason}.', 'Choose another place.'),

  'host.unauthorised': kind('This address needs the token that Sluice printed at its start.', 'Open that address.', {
    status: 401,
  }),
  'host.forbidden': kind('This request came from another origin.', 'Open the address that Sluice printed.', {
    status: 403,
  }),
  'host.portTaken': kind('Port {port} is taken.', 'Choose another with --port.', { exit: 1 }),
  'host.backendGone': kind('The backend stopped and was started again.', 'Look at the runs: what was on was settled.', {
    status: 503,
    retry: true,
  }),
  'host.unreachable': kind('Sluice does not answer.', 'Wait a moment; if it stays so, start Sluice again.', {
    status: 503,
    retry: true,
  }),
  'host.uploadFailed': kind('{name} could not be taken in: {reason}.', 'Drop the file again.', { status: 500, retry: true }),
  'host.downloadUnknown': kind('This download is not here any more.', 'Export again.', { status: 404 }),
  'call.invalid': kind('What was asked does not fit: {reason}.', 'Correct it and try again.'),
  'secrets.noStore': kind('This system has no store for passwords.', 'Enter the password in each session.'),
  'host.uploadTooLarge': kind('The upload is larger than the free space.', 'Make room in {folder}.', { status: 413 }),
} satisfies Record<string, FaultKind>;
