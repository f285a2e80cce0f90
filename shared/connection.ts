import { z } from 'zod';

/**
 * What libpq's modes of the same names mean: disable, no TLS; require, TLS without looking at the certificate; verify-ca,
 * the chain must be trusted; verify-full, the host name must fit too.
 */
export const tlsModeSchema = z.enum(['disable', 'require', 'verify-ca', 'verify-full']);
export type TlsMode = z.infer<typeof tlsModeSchema>;

export const environmentSchema = z.enum(['local', 'test', 'staging', 'production']);
export type Environment = z.infer<typeof environmentSchema>;

/** Where a server is and who connects; everything but the password. */
export const serverAddressSchema = z.object({
  /** Host name, address, or the folder of a unix socket (starts with a slash). */
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535),
  database: z.string().min(1),
  user: z.string().min(1),
  schema: z.string().min(1).default('public'),
  tls: tlsModeSchema,
  /** PEM file of the authority that signed the server's certificate. */
  caFile: z.string().nullable().default(null),
});
export type ServerAddress = z.infer<typeof serverAddressSchema>;

/** What `connect` needs: an address with its password. Never stored, never logged. */
export interface Login {
  readonly address: ServerAddress;
  readonly password: string | null;
}

/** A connection as a person fills it in. `embedded` has no address: the app starts that server. */
export const connectionDraftSchema = z.object({
  name: z.string().min(1).max(80),
  kind: z.enum(['embedded', 'server']),
  address: serverAddressSchema.nullable(),
  environment: environmentSchema.default('local'),
});
export type ConnectionDraft = z.infer<typeof connectionDraftSchema>;

/** A saved connection. */
export const connectionSchema = connectionDraftSchema.extend({
  id: z.string(),
  /** stored: in the operating system's store; session: known until the app ends; none: will be asked, or not needed. */
  password: z.enum(['stored', 'session', 'none']),
  createdAt: z.string(),
});
export type Connection = z.infer<typeof connectionSchema>;

/** What a test of a connection found out. */
export const connectionReportSchema = z.object({
  /** As the server prints it: `18.4`. */
  version: z.string(),
  roundTripMs: z.number(),
  encrypted: z.boolean(),
  database: z.string(),
  user: z.string(),
  schema: z.string(),
  /** What this role may do, in words. */
  rights: z.array(z.string()),
  /** What is worth knowing: a standby, a version not tried yet. */
  notes: z.array(z.string()),
});
export type ConnectionReport = z.infer<typeof connectionReportSchema>;
