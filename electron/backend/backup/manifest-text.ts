import { createHash } from 'node:crypto';
import { fault } from '#shared/fault.ts';
import { type Manifest, manifestSchema } from '#shared/backup.ts';

/** The seal stands last: the SHA-256 of all text before it. */
const seal = /,\n {2}"seal": "([0-9a-f]{64})"\n\}\n$/;
const sealBytes = ',\n  "seal": ""\n}\n'.length + 64;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A manifest as it is written, with a seal by which `readManifest` sees that nothing of it has changed. */
export function manifestText(manifest: Manifest): string {
  const body = JSON.stringify(manifest, null, 2).slice(0, -'\n}'.length);
  return `${body},\n  "seal": "${sha256(body)}"\n}\n`;
}

/**
 * Reads the text of a manifest.
 * @param name for the fault
 * Faults: backup.manifest.
 */
export function readManifest(text: string, name: string): Manifest {
  const refuse = (reason: string, cause?: unknown): Error => fault('backup.manifest', { name, reason }, { cause });
  const found = seal.exec(text.slice(-sealBytes));
  if (found === null) throw refuse('it is cut off, or is none');
  if (sha256(text.slice(0, -sealBytes)) !== found[1]) throw refuse('it was changed');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse('it is not JSON', error);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(`${issue?.path.join('.') ?? ''} is not what it should be`, parsed.error);
}
