/**
 * What makes passwords fit to be kept in a file, and back. The history keeps what `seal` returns; only the system that
 * sealed can open it.
 */
export interface Secrets {
  /** os: the operating system's store holds the key; session: there is none, so nothing may be kept. */
  readonly kind: 'os' | 'session';
  /** Seals a password. Faults: secrets.noStore where `kind` is session. */
  seal(password: string): Promise<Uint8Array>;
  /** Opens what `seal` made; null where this system cannot (another user, another machine, a lost key). */
  open(sealed: Uint8Array): Promise<string | null>;
}
