import type { RejectFilter } from '#shared/contract/rejects.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { KeptReject } from './kept-reject.ts';
import type { History } from './open-history.ts';
import { packRejects } from './pack-rejects.ts';
import type { RejectPage } from './reject-page.ts';

/** All rejects that fit, in one array. */
export async function allRejects({ rejects }: Pick<History, 'rejects'>, filter: RejectFilter): Promise<KeptReject[]> {
  const all: KeptReject[] = [];
  for await (const page of rejects.pages(filter)) all.push(...page);
  return all;
}

/** Rows as a page of an export. */
export function pageOf(rows: readonly RejectedRow[]): RejectPage {
  const packed = packRejects(rows);
  const rests = new Map<number, () => Iterable<Buffer>>();
  for (const [at, { rest }] of rows.entries()) if (rest !== undefined) rests.set(at, rest);
  return { ...packed, bytes: Buffer.from(packed.bytes), rests };
}
