import type { Readable } from 'node:stream';
import type { Router } from '@orpc/server';
import type { Log } from '#backend/log/open-log.ts';
import type { Contract } from '#shared/contract/contract.ts';

/** What a host serves, whichever host it is: the composition root makes one. */
export interface HostedBackend {
  /** The handlers of the contract. */
  readonly router: Router<Contract, Record<never, never>>;
  /** Where a host's own troubles go, too. */
  readonly log: Log;
  /** An upload lies at `<folder>/<id of its SourceRef>`, whole from the moment it is there. The folder exists. */
  readonly uploads: { readonly folder: string };
  /**
   * Opens what a `href` of `/downloads/<id>` names. The host ends or destroys the stream.
   * Faults: host.downloadUnknown.
   */
  openDownload(id: string): Promise<Download>;
  /** Cancels what runs, waits for it and closes everything; a second call waits for the first. */
  close(): Promise<void>;
}

/** A file to be saved by the browser. */
export interface Download {
  /** File name as suggested to the person. */
  readonly name: string;
  /** Media type. */
  readonly type: string;
  /** Null when it is not known before. */
  readonly bytes: number | null;
  readonly stream: Readable;
}
