import type { LoadOptions } from '#shared/load.ts';
import type { Run, RunSummary } from '#shared/run.ts';
import { showAmount, showBytes, showCount, showDuration, showShare } from '#shared/units.ts';
import type { LedgerState } from '../../ui/ledger/ledger-words.ts';

type Told = Pick<RunSummary, 'state' | 'kind' | 'ledger' | 'fault'>;

/** How the ledger of a run is drawn. */
export function ledgerStateOf({ state, kind, fault }: Told): LedgerState {
  switch (state) {
    case 'loaded':
    case 'loadedWithRejects':
      return 'done';
    case 'checked':
      return 'plan';
    case 'running':
      return kind === 'check' ? 'checking' : 'running';
    case 'unknown':
      return 'unsettled';
    case 'failed':
      return fault?.code === 'load.unbalanced' ? 'unbalanced' : 'failed';
    case 'cancelled':
      return 'failed';
  }
}

/** The word beside the glyph where the state's own does not tell enough. */
export const runningWord = (run: Pick<RunSummary, 'kind'>): string => runningWords[run.kind];

const runningWords: Readonly<Record<RunSummary['kind'], string>> = {
  load: 'Copying',
  check: 'Checking',
  backup: 'Backing up',
  deletion: 'Deleting',
};

/** The word of a run's end where that of its state would say something else; undefined: the state's own. */
export function endWord({ state, kind }: Pick<RunSummary, 'state' | 'kind'>): string | undefined {
  if (state === 'running') return runningWord({ kind });
  if (state !== 'loaded') return undefined;
  return kind === 'backup' ? 'Backed up' : kind === 'deletion' ? 'Deleted' : undefined;
}

/** Rows of a run that are accounted for in the table, of all it read: `1,929 of 1,999`, `0 of 58,000`. */
export function showWentIn({ state, ledger, kind }: Pick<RunSummary, 'state' | 'ledger' | 'kind'>): string {
  if (kind === 'deletion') return '';
  const good = ledger.read - ledger.rejected;
  const none = state === 'failed' || state === 'cancelled';
  return `${showCount(none ? 0 : good)} of ${showCount(ledger.read)}${state === 'checked' ? ' fit' : ''}`;
}

const doors: Readonly<Record<RunSummary['door'], string>> = {
  import: 'import',
  cli: 'command line',
  restore: 'restore',
  backup: 'backups',
  schedule: 'schedule',
  rest: 'REST',
};

/** By which door a run came, in a word. */
export const doorWord = ({ door }: Pick<RunSummary, 'door'>): string => doors[door];

const areIn = (count: number): string => `${showAmount(count, 'row')} ${count === 1 ? 'is' : 'are'}`;

/** How a run ended, in a sentence of counts. */
export function outcomeOf({ state, kind, ledger, fault }: Told): string {
  const { read, inserted, updated, skipped, rejected } = ledger;
  if (kind === 'backup' && state === 'loaded') return `${areIn(read)} in the file.`;
  if (kind === 'backup' && state !== 'failed') return 'The table is as it was.';
  if (kind === 'deletion' && state === 'loaded') return 'The file and its manifest are gone.';
  switch (state) {
    case 'loaded':
    case 'loadedWithRejects': {
      const changed = [
        ...(updated > 0 ? [`${showCount(updated)} updated`] : []),
        ...(skipped > 0 ? [`${showCount(skipped)} skipped`] : []),
      ];
      const went =
        changed.length === 0
          ? `${areIn(inserted)} in the table.`
          : `${showCount(inserted)} inserted, ${changed.join(', ')}.`;
      return rejected === 0 ? went : `${went} ${showCount(rejected)} ${rejected === 1 ? 'is' : 'are'} kept as rejects.`;
    }
    case 'checked':
      return rejected === 0
        ? `All ${showAmount(read, 'row')} fit. Nothing written.`
        : `${showCount(read - rejected)} fit, ${showCount(rejected)} rejected. Nothing written.`;
    case 'running':
      return kind === 'check' ? 'Nothing is written.' : 'Nothing is visible in the table until the last row is in.';
    case 'cancelled':
      return kind === 'check' ? 'Nothing was written.' : 'Rolled back; the table is as it was.';
    case 'failed':
      return fault?.sentence ?? 'Rolled back; the table is as it was.';
    case 'unknown':
      return fault?.sentence ?? 'Whether it was committed is not known yet.';
  }
}

const modes: Readonly<Record<LoadOptions['mode'], string>> = {
  insert: 'Insert only',
  skip: 'Skip what is there',
  upsert: 'Update what is there',
  replace: 'Replace the table',
};

/** What happened to rows that were there: `Replace the table; 212 rows went`, `Update what is there: name, place`. */
export function showMode({ options, removed, state }: Pick<Run, 'options' | 'removed' | 'state'>): string {
  const { mode, update } = options;
  if (mode === 'upsert' && update !== null) return `${modes.upsert}: ${update.join(', ')}`;
  if (mode !== 'replace' || removed === null) return modes[mode];
  const went = state === 'loaded' || state === 'loadedWithRejects' ? 'went' : 'would go';
  return `${modes.replace}; ${showAmount(removed, 'row')} ${went}`;
}

/** The limit at which a load rolls back, in words; null: there is none. */
export function showLimit({ maxRejects }: LoadOptions): string | null {
  if (maxRejects === null) return null;
  return maxRejects.unit === 'percent' ? `${maxRejects.value} % rejects` : showAmount(maxRejects.value, 'reject');
}

/** What happened to bad rows. */
export function showKeeping(options: LoadOptions): string {
  if (options.allOrNothing) return 'All or nothing';
  const limit = showLimit(options);
  return limit === null ? 'Keep good rows' : `Keep good rows; stop at ${limit}`;
}

/** Rows in a second, over the whole run; null where nothing was read. */
export const rowsPerSecond = ({ ledger, elapsedMs }: Pick<Run, 'ledger' | 'elapsedMs'>): number | null =>
  ledger.read === 0 || elapsedMs <= 0 ? null : Math.round((ledger.read / elapsedMs) * 1000);

/** One step of a run with the time it took. */
export interface Step {
  readonly name: 'read' | 'check' | 'copy' | 'commit';
  readonly word: string;
  readonly ms: number;
}

/** Where the time of a run went, without the steps it did not have. */
export function stepsOf({ timings, kind }: Pick<Run, 'timings' | 'kind'>): readonly Step[] {
  const { planMs, readMs, checkMs, copyMs, commitMs } = timings;
  const all: readonly Step[] = [
    { name: 'read', word: 'Read', ms: readMs },
    { name: 'check', word: 'Check', ms: checkMs },
    { name: 'copy', word: 'Copy', ms: copyMs },
    { name: 'commit', word: kind === 'check' ? 'Plan' : 'Plan, commit', ms: planMs + commitMs },
  ];
  return all.filter((step) => step.ms > 0);
}

/** How long it took and how much was read: `0.40 s in all, 0.1 MB read`. */
export const showEffort = ({
  elapsedMs,
  sourceBytes,
  sha256,
}: Pick<Run, 'elapsedMs' | 'sourceBytes' | 'sha256'>): string =>
  `${showDuration(elapsedMs)} in all, ${sha256 === null ? `not all of ${showBytes(sourceBytes)} was read` : `${showBytes(sourceBytes)} read`}`;

/** How many of the allowed rejects there are, as two numbers on one scale; null: there is no limit. */
export function limitUse(
  options: LoadOptions,
  ledger: Pick<RunSummary['ledger'], 'read' | 'rejected'>,
): { readonly used: number; readonly max: number; readonly words: string } | null {
  if (options.maxRejects === null) return null;
  const { unit, value } = options.maxRejects;
  if (unit === 'rows') {
    return { used: ledger.rejected, max: value, words: `${showCount(ledger.rejected)} of ${showAmount(value, 'row')}` };
  }
  const used = ledger.read === 0 ? 0 : (ledger.rejected / ledger.read) * 100;
  return { used, max: value, words: `${showShare(ledger.rejected, ledger.read)} of ${value} %` };
}

/** A SHA-256 in groups that an eye can compare. */
export const showSha = (hex: string): string => hex.replace(/(.{8})(?=.)/g, '$1 ');

/** Bytes of a whole, with their unit once where both have the same: `2,931 of 4,802 MB`. */
export function showBytesOf(part: number, whole: number): string {
  const [done, all] = [showBytes(part), showBytes(whole)];
  return `${all.endsWith(' MB') ? done.replace(/ MB$/, '') : done} of ${all}`;
}

/** Tables named that were loaded before. */
const BEFORE_MAX = 3;

const listed = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' and $1');

/**
 * Where the run stands in its batch: `File 3 of 3, after departments and jobs`.
 * @param batch newest first, as the history lists them: files of one batch may have begun in the same millisecond
 */
export function showBatch(
  run: Pick<RunSummary, 'id' | 'batchId' | 'kind' | 'parentId'>,
  batch: readonly RunSummary[],
): string | null {
  // A replay sends no file.
  const files = batch
    .filter((one) => one.batchId === run.batchId && one.kind === run.kind && one.parentId === null)
    .toReversed();
  const at = files.findIndex((one) => one.id === run.id);
  if (files.length < 2 || at < 0) return null;
  const before = [...new Set(files.slice(0, at).map((one) => one.table))].toReversed();
  const named = before.slice(0, BEFORE_MAX).toReversed();
  const rest = before.length - named.length;
  const after = before.length === 0 ? '' : `, after ${listed(rest === 0 ? named : [...named, `${rest} more`])}`;
  return `File ${at + 1} of ${files.length}${after}`;
}
