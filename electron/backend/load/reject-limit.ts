import { fault, type FaultError } from '#shared/fault.ts';
import type { LimitQuestion } from '#shared/job.ts';
import type { LoadOptions } from '#shared/load.ts';
import type { Tally } from './tally.ts';

/** A record takes at least this many bytes: one for its field or delimiter, one for its end. */
const RECORD_BYTES_MIN = 2;

/** Asks a person whether to go on beyond the limit; rejects when the job is cancelled meanwhile. */
export type AskBeyondLimit = (question: LimitQuestion) => Promise<'continue' | 'rollBack'>;

/**
 * The limit of rejects, of one run, or of a batch whose files go in together: then the files before count too. Whoever may be
 * asked is asked once, when the limit is passed; the answer holds to the end.
 */
export class RejectLimit {
  readonly #options: LoadOptions;
  readonly #isBatch: boolean;
  #filesToCome: number;
  #before = { read: 0, rejected: 0 };
  #isLifted = false;

  /** @param filesToCome files that go in with the first one */
  constructor(options: LoadOptions, filesToCome = 0) {
    this.#options = options;
    this.#isBatch = options.transaction === 'batch';
    this.#filesToCome = filesToCome;
  }

  /** Raises load.tooManyRejects as soon as it is certain that the limit will be passed. */
  async demandFew(tally: Tally, ask: AskBeyondLimit | null): Promise<void> {
    if (this.#areTooMany(tally, 0)) await this.#pass(tally, 0, ask);
  }

  /** Raises load.allOrNothing or load.tooManyRejects: all rows of a file are read, and these are all its rejects. */
  async demandWanted(tally: Tally, ask: AskBeyondLimit | null): Promise<void> {
    const rejected = this.#before.rejected + tally.rejected;
    // Of a batch that goes in as one, all rejects are wanted before it rolls back.
    if (this.#options.allOrNothing && this.#filesToCome === 0 && rejected > 0) {
      throw fault('load.allOrNothing', { rejected, where: this.#where });
    }
    await this.demandFew(tally, ask);
    this.#before = { read: this.#before.read + tally.read, rejected };
    this.#filesToCome = Math.max(0, this.#filesToCome - 1);
  }

  /** Whether the run can succeed with this many rejects beside those that are counted. Raises load.tooManyRejects if asked. */
  async areWanted(tally: Tally, more: number, ask: AskBeyondLimit | null): Promise<boolean> {
    const { allOrNothing } = this.#options;
    if (allOrNothing && this.#filesToCome === 0 && this.#before.rejected + tally.rejected + more > 0) return false;
    if (!this.#areTooMany(tally, more)) return true;
    if (ask === null) return false;
    await this.#pass(tally, more, ask);
    return true;
  }

  /** Whether it is certain that the limit is passed, or will be. */
  #areTooMany(tally: Tally, more: number): boolean {
    const { maxRejects } = this.#options;
    if (maxRejects === null || this.#isLifted) return false;
    const rejected = this.#before.rejected + tally.rejected + more;
    if (maxRejects.unit === 'rows') return rejected > maxRejects.value;
    const rowsMax =
      this.#filesToCome > 0 ? Number.POSITIVE_INFINITY : this.#before.read + tally.read + rowsLeftMax(tally);
    return rejected * 100 > rowsMax * maxRejects.value;
  }

  async #pass(tally: Tally, more: number, ask: AskBeyondLimit | null): Promise<void> {
    const rejected = this.#before.rejected + tally.rejected + more;
    const read = this.#before.read + tally.read;
    const { maxRejects } = this.#options;
    if (maxRejects === null) return;
    if (ask === null || (await ask({ rejected, read, limit: maxRejects })) === 'rollBack') {
      const limit = `${maxRejects.value} ${maxRejects.unit === 'rows' ? 'rows' : '%'}`;
      throw fault('load.tooManyRejects', { rejected, read, limit, where: this.#where });
    }
    this.#isLifted = true;
  }

  get #where(): string {
    return this.#isBatch ? ' of the batch' : '';
  }
}

/** Rows that may still come: nobody knows how many a byte of a packed file holds. */
function rowsLeftMax({ bytesTotal, bytesRead, isPacked }: Tally): number {
  if (bytesRead >= bytesTotal) return 0;
  return isPacked ? Number.POSITIVE_INFINITY : Math.ceil((bytesTotal - bytesRead) / RECORD_BYTES_MIN);
}

/** Whether an error says that rejects, and nothing else, ended a run. */
export const isAboutRejects = ({ fault: { code } }: FaultError): boolean =>
  code === 'load.tooManyRejects' || code === 'load.allOrNothing';
