import type { FastifyInstance } from 'fastify';
import type { HostedBackend } from './hosted-backend.ts';

/** RFC 6266 and RFC 8187: the name in ASCII for old readers, and as it is. */
function attachmentOf(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** `GET /downloads/<id>`: what a call's href names, to be saved and never shown. Faults: host.downloadUnknown. */
export function addDownloadRoute(server: FastifyInstance, backend: Pick<HostedBackend, 'openDownload'>): void {
  server.get<{ Params: { readonly id: string } }>('/downloads/:id', async (request, reply) => {
    const { name, type, bytes, stream } = await backend.openDownload(request.params.id);
    void reply
      .header('content-disposition', attachmentOf(name))
      .header('cache-control', 'no-store')
      .type(type);
    if (bytes !== null) void reply.header('content-length', bytes);
    return reply.send(stream);
  });
}
