import { FaultError } from '#shared/fault.ts';

/** The Fault of one of several files. */
export class FileRefused extends FaultError {
  /** Its path, as resolved. */
  readonly source: string;
  constructor(source: string, error: FaultError) {
    super(error.fault, { cause: error });
    this.source = source;
  }
}
