import { createRouterClient } from '@orpc/server';
import { fault } from '#shared/fault.ts';
import type { ApiKey } from '#shared/ingest.ts';
import type { KeyCommandRequest } from './key-options.ts';
import { openBackend } from './open-backend.ts';

/** `sluice key`: a key that was made is printed alone on standard output, words about it on standard error. Exit code 0. */
export async function runKeyCommand(request: KeyCommandRequest, dataFolder: string): Promise<number> {
  const backend = openBackend(dataFolder);
  const { ingest } = createRouterClient(backend.router);
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  try {
    switch (request.act) {
      case 'add': {
        const { key, secret } = await ingest.addKey(request.draft);
        print(request.json ? JSON.stringify({ key, secret }) : secret);
        if (!request.json) process.stderr.write('Keep it: it is not shown again.\n');
        return 0;
      }
      case 'list': {
        const { keys } = await ingest.keys();
        const words = keys.map(describe).join('\n') || 'No keys yet. Make one with: sluice key add NAME';
        print(request.json ? JSON.stringify({ keys }) : words);
        return 0;
      }
      case 'revoke': {
        const { keys } = await ingest.keys();
        const found = keys.find(({ name, revokedAt }) => name === request.name && revokedAt === null);
        if (found === undefined) throw fault('key.unknown', { name: request.name });
        await ingest.revokeKey({ id: found.id });
        print(request.json ? JSON.stringify({ revoked: found.id }) : `${found.name} is revoked.`);
        return 0;
      }
    }
  } finally {
    await backend.close();
  }
}

function describe({ name, hint, tables, expiresAt, revokedAt, lastUsedAt, requestRate }: ApiKey): string {
  const state =
    revokedAt === null ? (expiresAt === null ? 'never expires' : `expires ${expiresAt}`) : `revoked ${revokedAt}`;
  const used = lastUsedAt === null ? 'never used' : `last used ${lastUsedAt}`;
  return `${name} (${hint}…): ${tables?.join(', ') ?? 'all tables'}, ${requestRate} requests/s, ${state}, ${used}`;
}
