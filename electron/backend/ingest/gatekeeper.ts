import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault, type FaultError } from '#shared/fault.ts';
import { digestOf, type KeyRing, type RingKey } from './key-ring.ts';

/** What of a request tells whether it may pass. */
type Asked = Pick<FastifyRequest, 'headers' | 'raw'>;

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Decides who may send what to a service: by the host that a request names, its key, and what that may do. */
export class Gatekeeper {
  readonly #ring: KeyRing;
  readonly #keys = new WeakMap<object, RingKey>();
  readonly #digests = new WeakMap<object, { readonly secret: string; readonly digest: Buffer }>();
  #hosts: ReadonlySet<string> | null = null;
  #open = false;

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** The service listens there: requests must name it so. A page that has its name lead here names another (CVE-2025-66414). */
  listenAt(host: string, port: number): void {
    this.#open = isLoopback(host);
    const names = this.#open ? ['127.0.0.1', 'localhost', '[::1]', host] : [host.includes(':') ? `[${host}]` : host];
    // Whoever listens at all addresses is known by many names; there the certificate says who it is.
    this.#hosts =
      host === '0.0.0.0' || host === '::' ? null : new Set(names.flatMap((name) => [name, `${name}:${port}`]));
  }

  /** Whether pages about the service are shown without a key. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Why a request may not pass; null: it may. */
  refusal({ headers }: Asked): FaultError | null {
    if (this.#hosts === null || this.#hosts.has((headers.host ?? '').toLowerCase())) return null;
    return fault('ingest.hostForbidden');
  }

  /** The key of a request that passed demandKey. */
  keyOf({ raw }: Asked): RingKey | null {
    return this.#keys.get(raw) ?? null;
  }

  /**
   * The key that a request carries: as x-api-key, or as a browser or a library sends it, in Authorization. Takes one from its requests.
   * Faults: ingest.noKey, ingest.wrongKey, ingest.limited.
   */
  demandKey(asked: Asked, reply: FastifyReply): RingKey {
    const secret = secretOf(asked);
    if (secret === null) throw fault('ingest.noKey');
    const key = this.#ring.find(this.#digestOf(secret, asked));
    if (key === null) throw fault('ingest.wrongKey');
    this.#keys.set(asked.raw, key);
    const now = performance.now();
    if (key.requests.take(1, now)) return key;
    this.tellLimits(key, reply);
    throw fault('ingest.limited', { what: 'requests', seconds: key.requests.secondsUntil(1, now) });
  }

  /** A connection sends one key over and over: its digest is made once. What is compared is what this connection sent itself. */
  #digestOf(secret: string, { raw }: Asked): Buffer {
    const known = this.#digests.get(raw.socket);
    if (known?.secret === secret) return known.digest;
    const digest = digestOf(secret);
    this.#digests.set(raw.socket, { secret, digest });
    return digest;
  }

  /** Faults: ingest.tableForbidden. */
  demandTable({ tables }: RingKey, table: string): void {
    if (tables === null || tables.has(table)) return;
    throw fault('ingest.tableForbidden', { table: table.slice(0, 100), tables: [...tables].join(', ') });
  }

  /** Says what is left (draft-ietf-httpapi-ratelimit-headers-10). */
  tellLimits({ requests, rows, policy }: RingKey, reply: FastifyReply): void {
    const now = performance.now();
    void reply.header('ratelimit-policy', policy);
    void reply.header('ratelimit', `"requests";r=${requests.left(now)};t=1, "rows";r=${rows.left(now)};t=1`);
  }
}

function secretOf({ headers }: Asked): string | null {
  const own = headers['x-api-key'];
  if (typeof own === 'string') return own;
  const [, scheme = '', value = ''] = /^(Bearer|Basic) (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  // The password of whatever name.
  return scheme === ''
    ? null
    : Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '');
}
