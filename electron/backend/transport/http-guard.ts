import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { fault, type FaultError } from '#shared/fault.ts';

/** What of a request tells whether it may pass. */
export interface GuardedRequest {
  readonly method: string;
  /** Whether it asks for a WebSocket. */
  readonly upgrade: boolean;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** The token in the address, as the first visit to the page has it. */
  readonly visitToken: string | undefined;
  /** Value of the session's cookie. */
  readonly session: string | undefined;
}

/** Who may talk to a host that listens on a loopback port. */
export interface Guard {
  /** Printed once, in the address; also taken as `Authorization: Bearer`. 256 bits, base64url. */
  readonly token: string;
  /** Name of the cookie. It holds the port: cookies are shared by all ports of a host. */
  readonly cookieName: string;
  /** Value of the cookie that the first visit gets for the token. */
  readonly session: string;
  /** Why a request may not pass; null: it may. Faults: host.forbidden, host.unauthorised. */
  readonly refusal: (request: GuardedRequest) => FaultError | null;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isSecret = (secret: string): ((given: string | undefined) => boolean) => {
  const wanted = digest(secret);
  return (given) => given !== undefined && timingSafeEqual(digest(given), wanted);
};

const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * Guards a host on a loopback port. A request passes when it names this host (a page that rebinds its DNS name to 127.0.0.1
 * names another: CVE-2025-66414), comes from this host's page or from no page, and carries the session's cookie or the
 * token. What changes something or opens a WebSocket must say where it comes from, unless it carries the token itself.
 */
export function guardHost(port: number, token: string = newSecret()): Guard {
  const origins = ['127.0.0.1', 'localhost'].map((name) => new URL(`http://${name}:${port}`));
  const session = newSecret();
  const isToken = isSecret(token);
  const isSession = isSecret(session);

  const refusal = (request: GuardedRequest): FaultError | null => {
    if (!origins.some(({ host }) => host === request.host?.toLowerCase())) return fault('host.forbidden');
    const bearer = request.authorization?.match(/^Bearer (\S+)$/i)?.[1];
    // Secrets are compared in constant time, by their digests.
    const hasToken = isToken(bearer);
    const reads = !request.upgrade && (request.method === 'GET' || request.method === 'HEAD');
    const fromHere =
      request.origin === undefined ? reads || hasToken : origins.some(({ origin }) => origin === request.origin);
    if (!fromHere) return fault('host.forbidden');
    return hasToken || isToken(request.visitToken) || isSession(request.session) ? null : fault('host.unauthorised');
  };

  return { token, cookieName: `sluice-${port}`, session, refusal };
}
