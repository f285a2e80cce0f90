/**
 * Numbered steps of the history's schema; `PRAGMA user_version` says how many were taken. A step that has shipped is never
 * changed: a new one is added below it.
 */
export const migrations: readonly string[] = [
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
];
