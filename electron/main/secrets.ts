import type { SafeStorage } from 'electron';

/** Passwords, sealed by the operating system's store; null is what cannot be kept, or not be read any more. */
export interface Secrets {
  readonly kind: 'os' | 'session';
  encrypt(password: string): Promise<Uint8Array | null>;
  decrypt(secret: Uint8Array): Promise<string | null>;
}

const none: Secrets = {
  kind: 'session',
  encrypt: () => Promise.resolve(null),
  decrypt: () => Promise.resolve(null),
};

/**
 * Opens the store, once the app is ready. Where Linux has no keyring Electron would seal with a password that is the same
 * everywhere (`basic_text`): that is refused, and the kind is `session`.
 */
export async function openSecrets(storage: SafeStorage, platform: NodeJS.Platform): Promise<Secrets> {
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend())) return none;
  if (!(await storage.isAsyncEncryptionAvailable())) return none;
  return {
    kind: 'os',
    async encrypt(password) {
      try {
        return await storage.encryptStringAsync(password);
      } catch {
        return null;
      }
    },
    async decrypt(secret) {
      try {
        return (await storage.decryptStringAsync(Buffer.from(secret))).result;
      } catch {
        return null;
      }
    },
  };
}
