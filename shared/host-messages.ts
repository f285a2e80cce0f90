import { z } from 'zod';
import { faultSchema } from './fault.ts';

const id = z.number().int();
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What Electron's main process says to the backend in its utilityProcess. Ports travel beside the message, not in it. */
export const toBackendSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    version: z.string(),
    /** os: main has the operating system's store for passwords; session: there is none that may be used. */
    secrets: z.enum(['os', 'session']),
  }),
  /** Comes with one port: a window's. */
  z.object({ type: z.literal('window') }),
  /** Answers `encrypt`; null: it cannot be kept. */
  z.object({ type: z.literal('encrypted'), id, secret: bytes.nullable() }),
  /** Answers `decrypt`; null: it cannot be read any more. */
  z.object({ type: z.literal('decrypted'), id, password: z.string().nullable() }),
  /** Asks it to end in order. */
  z.object({ type: z.literal('close') }),
]);
export type ToBackend = z.infer<typeof toBackendSchema>;

/** What the backend says to main. */
export const toMainSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** It could not start, and ends. */
  z.object({ type: z.literal('failed'), fault: faultSchema }),
  /** It ends because it was asked to: no restart. */
  z.object({ type: z.literal('closing') }),
  z.object({ type: z.literal('encrypt'), id, password: z.string() }),
  z.object({ type: z.literal('decrypt'), id, secret: bytes }),
]);
export type ToMain = z.infer<typeof toMainSchema>;
