import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '#shared/fault.ts';

/** Refuses a method of a path that takes another. Faults: ingest.method. */
export const refuseMethod =
  (allowed: string) =>
  (request: FastifyRequest, reply: FastifyReply): never => {
    void reply.header('allow', allowed);
    throw fault('ingest.method', { method: request.method, allowed });
  };
