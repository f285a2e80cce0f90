import { isPlainInteger } from '#backend/check/key-form.ts';
import type { TableKeySets } from '#backend/check/key-check.ts';
import type { PlanKey } from '#backend/check/check-plan.ts';
import type { KeySet } from '#backend/check/key-set.ts';
import { readParentKeys } from '#backend/check/parent-keys.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import type { TypeCodec } from '#backend/types/codec.ts';
import type { LoadPlan } from './plan-load.ts';

/** Keys of the target that are held in memory, in bytes; with more, rows are judged on the staged path. */
const TABLE_KEY_BYTES_MAX = 64 * 1024 * 1024;
/** Keys that may fit into that: 4 bytes each for numbers that stand close together. */
const INTEGER_KEYS_MAX = 12_000_000;
const OTHER_KEYS_MAX = 1_000_000;
/** Below this many it does not matter how long the file is. */
const KEYS_FREE = 10_000;
/**
 * Reading a key out of the table costs about a tenth of what staging a row and comparing it there does, and hardly a row takes
 * less than this many bytes: beyond one key for as many bytes of the file, the staged path is quicker.
 */
const FILE_BYTES_A_KEY = 8;

/**
 * Reads the keys of the target, as they are now, so that the check of a row can tell what becomes of it and no row needs to be staged.
 * Null where there are too many of them for that, or where they do not tell all.
 * @param fileBytes size of the file
 */
export async function readTableKeys(
  session: Session,
  plan: LoadPlan,
  parentSets: readonly (KeySet | null)[],
  fileBytes: number,
): Promise<TableKeySets | null> {
  const { mode, check, table, target, visible } = plan;
  if (mode === 'replace' || table === null || !visible) return null;
  const tellAll = keysTellAll(plan, parentSets);
  if (mode !== 'insert' && !tellAll) return null;
  const relation = qualify(target.schema, target.table);
  // In any case it is good to know that there are none.
  const max = tellAll ? keysMax(plan, fileBytes) : 0;
  const { rows } = await session.query<{ count: string }>(
    `select count(*) as count from (select 1 from ${relation} limit ${max + 1}) counted`,
  );
  const count = Number(rows[0]?.count);
  if (count > max) return null;
  const sets: KeySet[] = [];
  let isTooLarge = false;
  for (const key of check.keys) {
    const reader = readParentKeys(codecsOf(plan, key), key.nullsDistinct);
    sets.push(reader.set);
    if (count === 0) continue;
    const names = key.names.map(quoteIdentifier).join(', ');
    await session.copyOut(`copy (select ${names} from ${relation}) to stdout (format binary)`, (chunk) => {
      isTooLarge ||= sets.reduce((bytes, set) => bytes + set.bytesUsed, 0) > TABLE_KEY_BYTES_MAX;
      if (!isTooLarge) reader.write(chunk);
    });
    if (isTooLarge) return null;
  }
  return { sets, whenThere: whenThere[mode] };
}

const whenThere = { insert: 'reject', skip: 'skip', upsert: 'update' } as const;

function keysMax(plan: LoadPlan, fileBytes: number): number {
  const areIntegers = plan.check.keys.every((key) => isPlainInteger(codecsOf(plan, key), key.nullsDistinct));
  const max = areIntegers ? INTEGER_KEYS_MAX : OTHER_KEYS_MAX;
  return Math.min(max, Math.max(KEYS_FREE, Math.floor(fileBytes / FILE_BYTES_A_KEY)));
}

const codecsOf = ({ check }: LoadPlan, { columns }: PlanKey): TypeCodec[] =>
  columns.flatMap((index) => check.columns[index]?.codec ?? []);

/**
 * Whether a row that the keys keep out of the table has nothing else wrong that only the server would find, and whether a row that
 * they let in goes in as it is.
 */
function keysTellAll({ mode, check, table, parents }: LoadPlan, parentSets: readonly (KeySet | null)[]): boolean {
  if (table === null || table.hasTriggers || table.checks.length > 0 || check.warnedKeys.length > 0) return false;
  const isExact = (index: number): boolean => check.columns[index]?.codec.exact === true;
  if (!check.keys.every(({ columns }) => columns.every(isExact))) return false;
  switch (mode) {
    case 'skip':
      // A row that is left out is never shown to the server.
      return [...check.columns.keys()].every(isExact) && parents.every((_, item) => parentSets[item]);
    case 'upsert':
      // By several keys a row could be two of the table; and rows of the file that refer to each other go in at once.
      return (
        check.keys.length === 1 &&
        check.keys.every((key) => key.nullsDistinct) &&
        parents.every(({ reference }) => !reference.self)
      );
    default:
      return true;
  }
}
