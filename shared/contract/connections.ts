import { z } from 'zod';
import { connectionDraftSchema, connectionReportSchema, connectionSchema, serverAddressSchema } from '../connection.ts';
import { call } from './base.ts';

const id = z.object({ id: z.string() });

export const connections = {
  list: call.output(z.array(connectionSchema)),
  /** Reads a pasted postgres:// URL. Faults: connection.url. */
  parseUrl: call
    .input(z.object({ url: z.string().max(4000) }))
    .output(z.object({ address: serverAddressSchema, password: z.string().nullable() })),
  /** Tries a draft without saving it; with `id`, a saved connection's password is used where none is given. */
  test: call
    .input(z.object({ draft: connectionDraftSchema, password: z.string().nullable(), id: z.string().nullable() }))
    .output(connectionReportSchema),
  /** Creates a connection, or changes the one of that id. `remember` stores the password where the system has a store. */
  save: call
    .input(
      z.object({
        id: z.string().nullable(),
        draft: connectionDraftSchema,
        password: z.string().nullable(),
        remember: z.boolean(),
      }),
    )
    .output(connectionSchema),
  remove: call.input(id).output(z.object({})),
  /** Connects once and keeps a password given here for the session. Faults: every postgres.* one, postgres.passwordNeeded. */
  open: call.input(id.extend({ password: z.string().nullable() })).output(connectionReportSchema),
};
