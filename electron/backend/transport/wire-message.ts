import { z } from 'zod';

/** As oRPC's peers number them (@orpc/standard-server-peer, MessageType). */
const ABORT = 4;

/**
 * What a window may send: a call (`u` its path, `b` its input) or the abort of one. oRPC's peer also takes files, forms and
 * streams; the contract has none as input, and its adapter lets an error in reading them go unhandled.
 */
const wireMessageSchema = z.union([
  z.strictObject({
    i: z.string(),
    p: z.strictObject({
      u: z.string().regex(/^\/[\w/-]*$/),
      b: z.unknown(),
      h: z.strictObject({ 'last-event-id': z.string().optional() }).optional(),
    }),
  }),
  z.strictObject({ i: z.string(), t: z.literal(ABORT), p: z.unknown().optional() }),
]);

/** Whether a message is one that the window's client sends; anything else comes from no client of ours. */
export function isWireMessage(message: unknown): message is string {
  if (typeof message !== 'string') return false;
  try {
    return wireMessageSchema.safeParse(JSON.parse(message)).success;
  } catch {
    return false;
  }
}
