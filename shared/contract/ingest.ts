import { z } from 'zod';
import {
  apiKeySchema,
  ingestOptionsSchema,
  ingestStateSchema,
  keyDraftSchema,
  sampleRequestSchema,
} from '../ingest.ts';
import { call } from './base.ts';

export const ingest = {
  state: call.output(ingestStateSchema),
  /** Faults: connection.unknown, ingest.running, ingest.address, ingest.needsTls, ingest.tls, source.refused, and those of a login. */
  start: call.input(ingestOptionsSchema).output(ingestStateSchema),
  /** What was accepted is committed, then the port closes. */
  stop: call.output(ingestStateSchema),
  /** A request that passes, for each table that rows can be sent to; none while the service is stopped. */
  samples: call.output(z.object({ samples: z.array(sampleRequestSchema) })),
  keys: call.output(z.object({ keys: z.array(apiKeySchema) })),
  /** Makes a key and tells it, this once. Faults: key.taken. */
  addKey: call.input(keyDraftSchema).output(z.object({ key: apiKeySchema, secret: z.string() })),
  /** It stops working at once. Faults: key.unknown. */
  revokeKey: call.input(z.object({ id: z.string().min(1) })).output(z.object({})),
};
