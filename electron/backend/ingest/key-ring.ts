import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyDraft } from '#shared/ingest.ts';
import type { KeptKey, KeyStore } from '#backend/history/key-store.ts';
import { TokenBucket } from './token-bucket.ts';

/** How late a key that another process revokes stops working. */
const LOOK_MS = 100;
const NOTE_USE_MS = 5000;
/** 192 bits. */
const SECRET_BYTES = 24;
const HINT_LENGTH = 11;

/** A key in use. */
export interface RingKey {
  readonly key: KeptKey;
  /** Null: all tables. */
  readonly tables: ReadonlySet<string> | null;
  readonly expiresMs: number;
  readonly requests: TokenBucket;
  readonly rows: TokenBucket;
  /** What RateLimit-Policy says of it. */
  readonly policy: string;
}

/** What is kept of a secret. */
export const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');

/** Makes a key, and keeps of it what tells it again; it is told this once. Faults: key.taken. */
export function makeKey(keys: KeyStore, draft: KeyDraft): { readonly key: KeptKey; readonly secret: string } {
  const secret = `sluice_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { key: keys.add(draft, digestOf(secret), secret.slice(0, HINT_LENGTH)), secret };
}

/** Knows which keys may send rows, and how many. */
export class KeyRing {
  readonly #keys: KeyStore;
  readonly #version: () => number;
  readonly #used = new Map<string, number>();
  #byDigest = new Map<string, RingKey>();
  #seen = -1;
  #lookedMs = -Infinity;
  #notedMs = 0;

  /** @param version another number whenever another process has written into the history */
  constructor(keys: KeyStore, version: () => number) {
    this.#keys = keys;
    this.#version = version;
    this.read();
  }

  /** Reads the keys anew: one was made or revoked. Buckets of those that stay keep what they hold. */
  read(): void {
    const known = new Map([...this.#byDigest.values()].map((one) => [one.key.id, one]));
    const now = performance.now();
    const all = this.#keys.list().filter(({ revokedAt }) => revokedAt === null);
    this.#byDigest = new Map(
      all.map((key) => {
        const { tables, expiresAt, requestRate, requestBurst, rowRate, rowBurst } = key;
        const same = known.get(key.id);
        const ring: RingKey = {
          key,
          tables: tables === null ? null : new Set(tables),
          expiresMs: expiresAt === null ? Infinity : Date.parse(expiresAt),
          requests: same?.requests ?? new TokenBucket(requestRate, requestBurst, now),
          rows: same?.rows ?? new TokenBucket(rowRate, rowBurst, now),
          policy: `"requests";q=${requestRate};w=1, "rows";q=${rowRate};w=1`,
        };
        return [key.sha256.toString('latin1'), ring];
      }),
    );
  }

  /** The key that a secret of that digest is; null: it is none, or no longer. */
  find(digest: Buffer): RingKey | null {
    this.#look();
    const found = this.#byDigest.get(digest.toString('latin1'));
    // The map finds by a digest that nobody can aim at; the comparison itself takes the same time for all.
    if (found === undefined || !timingSafeEqual(found.key.sha256, digest)) return null;
    const now = Date.now();
    if (now >= found.expiresMs) return null;
    this.#used.set(found.key.id, now);
    return found;
  }

  /** Writes down when keys were used last. */
  noteUse(): void {
    if (this.#used.size === 0) return;
    this.#keys.noteUse(this.#used);
    this.#used.clear();
    this.#seen = this.#version();
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#lookedMs < LOOK_MS) return;
    this.#lookedMs = now;
    const version = this.#version();
    if (version !== this.#seen) {
      this.#seen = version;
      this.read();
    }
    if (now - this.#notedMs < NOTE_USE_MS) return;
    this.#notedMs = now;
    this.noteUse();
  }
}
