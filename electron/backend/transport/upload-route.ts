import type { FastifyInstance } from 'fastify';
import type { Readable } from 'node:stream';
import { fault } from '#shared/fault.ts';
import type { HostedBackend } from './hosted-backend.ts';
import { takeUpload } from './uploads.ts';

interface UploadRequest {
  readonly Params: { readonly id: string };
  readonly Querystring: { readonly name?: string };
}

const NAME_MAX = 255;

const lengthOf = (header: string | undefined): number | null => {
  const bytes = Number(header ?? Number.NaN);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
};

/**
 * `PUT /uploads/<uuid>?name=<file name>` with the bytes as its body, whatever their type. Answers 201 with
 * {id, name, bytes}, or a Fault. `taken` hears the id of each upload that is whole.
 */
export function addUploadRoute(
  server: FastifyInstance,
  backend: Pick<HostedBackend, 'uploads'>,
  taken: (id: string) => void,
): void {
  // A scope of its own: nowhere else are bodies streamed, or of any size.
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    scope.put<UploadRequest>('/uploads/:id', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
      const { id } = request.params;
      const name = (request.query.name ?? '').slice(0, NAME_MAX);
      if (name === '') throw fault('call.invalid', { reason: 'an upload needs a name' });
      const body = (request.body ?? request.raw) as Readable;
      const announced = lengthOf(request.headers['content-length']);
      const bytes = await takeUpload(backend.uploads.folder, { id, name, bytes: announced, body });
      taken(id.toLowerCase());
      return reply.code(201).send({ id, name, bytes });
    });
    done();
  });
}
