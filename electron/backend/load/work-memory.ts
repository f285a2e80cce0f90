import type { Session } from '#backend/copy/session.ts';

/**
 * Memory that a sort or the hash table of a join may take before it goes to disk. A statement of ours has two or three at once, a
 * hash takes twice as much (hash_mem_multiplier), and one session does one statement at a time: together that is within what a
 * server with 1 GB can spare. The keys of a million rows fit.
 */
const WORK_MEMORY = '32MB';

/** Lets the statements of the transaction take that much, or more where the server's own setting is higher. */
export async function demandWorkMemory(session: Session): Promise<void> {
  await session.query(
    `select set_config('work_mem', '${WORK_MEMORY}', true)
     where pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('${WORK_MEMORY}')`,
  );
}
