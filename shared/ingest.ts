import { z } from 'zod';

/** What a key may do. */
export const keyTermsSchema = z.object({
  /** Names of tables; null: all of them. */
  tables: z.array(z.string().min(1)).min(1).nullable().default(null),
  /** ISO 8601; null: never. */
  expiresAt: z.iso.datetime().nullable().default(null),
  /** Requests a second. */
  requestRate: z.number().int().min(1).max(1_000_000).default(10_000),
  /** Requests beyond the rate that may come at once. */
  requestBurst: z.number().int().min(1).max(1_000_000).default(5000),
  /** Rows a second. */
  rowRate: z.number().int().min(1).max(100_000_000).default(1_000_000),
  rowBurst: z.number().int().min(1000).max(100_000_000).default(1_000_000),
  /** Whose rejects stand together in the history: those of all requests within an hour, or of one request. */
  runPer: z.enum(['hour', 'request']).default('hour'),
});

export const keyDraftSchema = keyTermsSchema.extend({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\p{C}]+$/u),
});
export type KeyDraft = z.infer<typeof keyDraftSchema>;

/** A key as it is shown: never the key itself. */
export const apiKeySchema = keyTermsSchema.extend({
  id: z.string(),
  name: z.string(),
  /** Its beginning, by which one tells keys apart. */
  hint: z.string(),
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** Where the service listens. */
export const ingestOptionsSchema = z.object({
  connectionId: z.string().min(1),
  /** 0: a free one. */
  port: z.number().int().min(0).max(65_535).default(0),
  /** Beyond this machine only with TLS. */
  host: z.string().min(1).max(255).default('127.0.0.1'),
  /** Paths of PEM files. */
  certificate: z.string().nullable().default(null),
  certificateKey: z.string().nullable().default(null),
});
export type IngestOptions = z.infer<typeof ingestOptionsSchema>;

/** A request that was answered. */
export const recentRequestSchema = z.object({
  id: z.string(),
  at: z.string(),
  method: z.string(),
  path: z.string(),
  keyName: z.string().nullable(),
  status: z.number().int(),
  /** A Fault's code, where it ended in one. */
  code: z.string().nullable(),
  rows: z.number().int(),
  rejected: z.number().int(),
  ms: z.number(),
});
export type RecentRequest = z.infer<typeof recentRequestSchema>;

/** What the service does at this moment; rates are of the last second. */
export const ingestGaugesSchema = z.object({
  requests: z.number().int(),
  rows: z.number().int(),
  rejected: z.number().int(),
  requestsPerSecond: z.number(),
  rowsPerSecond: z.number(),
  rejectedPerSecond: z.number(),
  /** Of the last seconds, in ms; null: there was no request. */
  latencyP50: z.number().nullable(),
  latencyP99: z.number().nullable(),
  waiting: z.number().int(),
  databaseAway: z.boolean(),
});
export type IngestGauges = z.infer<typeof ingestGaugesSchema>;

export const ingestStateSchema = z.object({
  /** Null: it is stopped. */
  running: ingestOptionsSchema
    .extend({ connectionName: z.string(), schema: z.string(), url: z.string(), startedAt: z.string() })
    .nullable(),
  gauges: ingestGaugesSchema.nullable(),
  /** Newest first, at most a hundred. */
  recent: z.array(recentRequestSchema),
});
export type IngestState = z.infer<typeof ingestStateSchema>;

/** A row that passes, as a request to the service; `KEY` stands for the key. */
export const sampleRequestSchema = z.object({ table: z.string(), body: z.string(), curl: z.string() });
export type SampleRequest = z.infer<typeof sampleRequestSchema>;
