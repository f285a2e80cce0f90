import { z } from 'zod';
import { faultSchema } from './fault.ts';

/** What Electron's main process says to the backend in its utilityProcess. Ports travel beside the message, not in it. */
export const toBackendSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    dataFolder: z.string().min(1),
    version: z.string(),
    /** Whether main has a store for passwords (see Secrets). */
    secrets: z.enum(['os', 'session']),
  }),
  /** Comes with one port: a window's. */
  z.object({ type: z.literal('window') }),
  /** Answers an `ask`; null: it could not be done. */
  z.object({ type: z.literal('answer'), id: z.number().int(), value: z.instanceof(Uint8Array).or(z.string()).nullable() }),
  z.object({ type: z.literal('close') }),
]);
export type ToBackend = z.infer<typeof toBackendSchema>;

/** What the backend says to main. */
export const toMainSchema = z.discriminatedUnion('type', [
  /** Ports sent before are served from now on. */
  z.object({ type: z.literal('ready') }),
  /** It could not start, and ends. */
  z.object({ type: z.literal('failed'), fault: faultSchema }),
  /** It ends because it was asked to: no restart. */
  z.object({ type: z.literal('closing') }),
  z.object({ type: z.literal('seal'), id: z.number().int(), password: z.string() }),
  z.object({ type: z.literal('open'), id: z.number().int(), sealed: z.instanceof(Uint8Array) }),
]);
export type ToMain = z.infer<typeof toMainSchema>;
