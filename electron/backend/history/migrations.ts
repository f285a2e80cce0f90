import type { Database } from 'better-sqlite3';
import { ingestTables } from './ingest-tables.ts';
import { packOldRejects } from './pack-old-rejects.ts';

/** SQL, or what SQL cannot say. */
export type Migration = string | ((db: Database) => void);

/**
 * Numbered steps of the history's schema; `PRAGMA user_version` says how many were taken. A step that has shipped is never
 * changed: a new one is added below it.
 */
export const migrations: readonly Migration[] = [
  `
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE connection (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    address TEXT,
    environment TEXT NOT NULL,
    secret BLOB,
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE dictionary (
    connection_id TEXT NOT NULL,
    schema_name TEXT NOT NULL,
    table_name TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    PRIMARY KEY (connection_id, schema_name, table_name)
  ) STRICT;

  CREATE TABLE run (
    id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    batch_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    door TEXT NOT NULL,
    state TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    connection_name TEXT NOT NULL,
    schema_name TEXT NOT NULL,
    table_name TEXT NOT NULL,
    source_name TEXT NOT NULL,
    source_path TEXT,
    source_bytes INTEGER NOT NULL,
    sha256 TEXT,
    who TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    elapsed_ms REAL NOT NULL DEFAULT 0,
    ledger TEXT NOT NULL,
    reasons TEXT NOT NULL DEFAULT '[]',
    fault TEXT,
    dismissed INTEGER NOT NULL DEFAULT 0,
    dialect TEXT NOT NULL,
    options TEXT NOT NULL,
    path TEXT,
    timings TEXT NOT NULL,
    server_count INTEGER,
    sql TEXT NOT NULL DEFAULT '[]',
    transaction_id TEXT,
    columns TEXT NOT NULL DEFAULT '[]',
    warned INTEGER NOT NULL DEFAULT 0,
    warnings TEXT NOT NULL DEFAULT '[]',
    field_columns TEXT NOT NULL DEFAULT '[]',
    header BLOB,
    owner TEXT NOT NULL
  ) STRICT;
  CREATE INDEX run_by_table ON run (connection_id, schema_name, table_name, sequence);
  CREATE INDEX run_by_state ON run (state);

  CREATE TABLE reject (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    record INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    errors TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX reject_by_record ON reject (run_id, record);

  CREATE TABLE reject_reason (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    column_name TEXT NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (run_id, code, column_name, record)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE run ADD COLUMN parent_id TEXT REFERENCES run (id) ON DELETE SET NULL;
  ALTER TABLE run ADD COLUMN setup TEXT;
  ALTER TABLE run ADD COLUMN replaying TEXT;
  CREATE INDEX run_by_parent ON run (parent_id) WHERE parent_id IS NOT NULL;

  -- What rows were rejected for: few sets of reasons, many rows.
  CREATE TABLE reject_kind (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
    reasons TEXT NOT NULL,
    missing TEXT NOT NULL,
    UNIQUE (run, reasons, missing)
  ) STRICT;

  CREATE TABLE reject_row (
    run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
    record INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    byte_offset INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    errors TEXT NOT NULL
  ) STRICT;

  CREATE TEMP TABLE old_reason AS
    SELECT run_id, record, json_group_array(json_array(code, column_name)) AS reasons
    FROM (SELECT run_id, record, code, column_name FROM reject_reason ORDER BY run_id, record, code, column_name)
    GROUP BY run_id, record;
  INSERT INTO reject_kind (run, reasons, missing)
    SELECT DISTINCT r.sequence, o.reasons, '' FROM old_reason o JOIN run r ON r.id = o.run_id;
  INSERT INTO reject_row (run, record, kind, byte_offset, bytes, errors)
    SELECT r.sequence, j.record, k.id, j.byte_offset, j.bytes, j.errors
    FROM reject j
    JOIN run r ON r.id = j.run_id
    JOIN old_reason o ON o.run_id = j.run_id AND o.record = j.record
    JOIN reject_kind k ON k.run = r.sequence AND k.reasons = o.reasons
    ORDER BY r.sequence, j.record;
  CREATE INDEX reject_row_by_record ON reject_row (run, record, kind, state);
  DROP TABLE old_reason;
  DROP TABLE reject_reason;
  DROP TABLE reject;

  CREATE TABLE reject_fix (
    run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
    record INTEGER NOT NULL,
    fix TEXT NOT NULL,
    PRIMARY KEY (run, record)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE reject_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
    words TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX reject_step_by_run ON reject_step (run, id);

  CREATE TABLE reject_step_row (
    step INTEGER NOT NULL REFERENCES reject_step (id) ON DELETE CASCADE,
    record INTEGER NOT NULL,
    state_before INTEGER NOT NULL,
    fix_before TEXT,
    state_after INTEGER NOT NULL,
    fix_after TEXT,
    PRIMARY KEY (step, record)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE match_memory (
    connection_id TEXT NOT NULL,
    schema_name TEXT NOT NULL,
    table_name TEXT NOT NULL,
    signature TEXT NOT NULL,
    match TEXT NOT NULL,
    PRIMARY KEY (connection_id, schema_name, table_name, signature)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE run ADD COLUMN removed INTEGER;
  `,
  `
  CREATE TABLE reject_rest (
    run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
    record INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (run, record, piece)
  ) STRICT;
  `,
  `
  -- How many rejects of which kind and state stand in a part of a run; what changes in a part takes its line away.
  CREATE TABLE reject_part (
    run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
    after INTEGER NOT NULL,
    last INTEGER NOT NULL,
    groups TEXT NOT NULL,
    PRIMARY KEY (run, after)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Goes up whenever a reject of the run comes, goes or changes its state or reasons: what was counted before then no longer holds.
  CREATE TABLE reject_version (
    run INTEGER PRIMARY KEY REFERENCES run (sequence) ON DELETE CASCADE,
    version INTEGER NOT NULL
  ) STRICT;

  -- What a step is in the middle of ('do', 'undo', 'redo'), and which process does it; null: it is wholly done, or wholly taken back.
  ALTER TABLE reject_step ADD COLUMN doing TEXT;
  ALTER TABLE reject_step ADD COLUMN owner TEXT;
  CREATE INDEX reject_step_in_hand ON reject_step (run) WHERE doing IS NOT NULL;
  `,
  `
  -- Rejects, up to a thousand of them together: arrays of numbers as they stand in memory, the low byte first.
  CREATE TABLE reject_block (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    -- Of the run's rejects when the block was changed last.
    version INTEGER NOT NULL,
    -- How many rows are of which kind and state, as JSON.
    groups TEXT NOT NULL,
    records BLOB NOT NULL,
    kinds BLOB NOT NULL,
    states BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX reject_block_by_first ON reject_block (run, first);
  CREATE UNIQUE INDEX reject_block_by_last ON reject_block (run, last);

  -- What stands in them and does not change when their states do.
  CREATE TABLE reject_text (
    block INTEGER PRIMARY KEY REFERENCES reject_block (id) ON DELETE CASCADE,
    offsets BLOB NOT NULL,
    ends BLOB NOT NULL,
    errors TEXT NOT NULL,
    errors_of BLOB NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;
  `,
  packOldRejects,
  `
  -- Backups that were made here, and those that were found. A path may be used again when its backup was deleted.
  CREATE TABLE backup (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    schema_name TEXT NOT NULL,
    table_name TEXT NOT NULL,
    connection_id TEXT,
    connection_name TEXT,
    origin TEXT NOT NULL,
    run_id TEXT,
    schedule_id TEXT,
    taken_at TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    codec TEXT NOT NULL,
    seconds REAL NOT NULL,
    sha256 TEXT NOT NULL,
    server_version TEXT NOT NULL,
    verified TEXT,
    fault TEXT,
    compared TEXT,
    deleted_at TEXT
  ) STRICT;
  CREATE UNIQUE INDEX backup_by_path ON backup (path) WHERE deleted_at IS NULL;
  CREATE INDEX backup_by_table ON backup (connection_id, schema_name, table_name, taken_at);
  `,
  `
  -- Schedules of backups, as a person made them. Whoever works on one has its owner; next_at: NULL while it is off.
  CREATE TABLE schedule (
    id TEXT PRIMARY KEY,
    draft TEXT NOT NULL,
    next_at TEXT,
    owner TEXT,
    due_at TEXT,
    last TEXT
  ) STRICT;
  CREATE INDEX backup_by_schedule ON backup (schedule_id) WHERE schedule_id IS NOT NULL;
  `,
  ingestTables,
];
