/** A step of migrations.ts: what the REST service keeps. */
export const ingestTables = `
-- Keys of the REST service; of each the SHA-256 alone.
CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  terms TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT,
  last_used_at TEXT
) STRICT;
CREATE UNIQUE INDEX api_key_by_name ON api_key (name) WHERE revoked_at IS NULL;

-- What a transaction of the REST service does, noted before its COMMIT; it becomes part of runs when that took place.
CREATE TABLE ingest_flush (
  id INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  transaction_id TEXT,
  done INTEGER NOT NULL,
  entries TEXT NOT NULL
) STRICT;

-- First answers to requests with an Idempotency-Key. flush: holds if that took place.
CREATE TABLE ingest_answer (
  key_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL,
  flush INTEGER REFERENCES ingest_flush (id) ON DELETE SET NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (key_id, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ingest_answer_by_time ON ingest_answer (created_at);
CREATE INDEX ingest_answer_by_flush ON ingest_answer (flush) WHERE flush IS NOT NULL;
`;
