import type { SecretStore } from '#backend/postgres/secret-store.ts';
import type { ToBackend, ToMain } from '#shared/host-messages.ts';

/** Secrets that Electron's main process keeps for the backend, asked for by message. */
export interface AskedSecrets extends SecretStore {
  /** Takes in an answer of main. */
  answered(answer: Extract<ToBackend, { readonly type: 'encrypted' | 'decrypted' }>): void;
}

/** Makes a store of passwords whose work is done by main, where the operating system's store can be reached. */
export function askMain(kind: SecretStore['kind'], post: (message: ToMain) => void): AskedSecrets {
  const encrypting = new Map<number, (secret: Buffer | null) => void>();
  const decrypting = new Map<number, (password: string | null) => void>();
  let lastId = 0;
  return {
    kind,
    encrypt: (password) =>
      new Promise((resolve) => {
        const id = ++lastId;
        encrypting.set(id, resolve);
        post({ type: 'encrypt', id, password });
      }),
    decrypt: (secret) =>
      new Promise((resolve) => {
        const id = ++lastId;
        decrypting.set(id, resolve);
        post({ type: 'decrypt', id, secret });
      }),
    answered(answer) {
      if (answer.type === 'encrypted') {
        encrypting.get(answer.id)?.(answer.secret === null ? null : Buffer.from(answer.secret));
        encrypting.delete(answer.id);
      } else {
        decrypting.get(answer.id)?.(answer.password);
        decrypting.delete(answer.id);
      }
    },
  };
}
