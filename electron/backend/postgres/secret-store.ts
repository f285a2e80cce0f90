/**
 * Turns a password into what may be kept on disk, and back. In Electron the operating system does it (safeStorage);
 * elsewhere there is none: passwords are asked once in each session.
 */
export interface SecretStore {
  readonly kind: 'os' | 'session';
  /** Null when it cannot be kept. */
  encrypt(password: string): Promise<Buffer | null>;
  /** Null when it cannot be read any more: the password is asked again. */
  decrypt(secret: Buffer): Promise<string | null>;
}

/** No store: nothing is kept. */
export const sessionSecrets: SecretStore = {
  kind: 'session',
  encrypt: () => Promise.resolve(null),
  decrypt: () => Promise.resolve(null),
};
