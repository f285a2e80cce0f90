import type { RejectFilter } from '#shared/contract/rejects.ts';
import type { KeptReject } from './kept-reject.ts';
import type { History } from './open-history.ts';

/** All rejects that fit, in one array. */
export async function allRejects({ rejects }: Pick<History, 'rejects'>, filter: RejectFilter): Promise<KeptReject[]> {
  const all: KeptReject[] = [];
  for await (const page of rejects.pages(filter)) all.push(...page);
  return all;
}
