import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { fault } from '#shared/fault.ts';

/** A file that can be fetched once it was asked for. */
export interface Offer {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly parts: () => Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** Offers that nobody fetched are forgotten, oldest first. */
const OFFERS_MAX = 100;

/** Files that a window asked for and fetches by GET. */
export class Downloads {
  readonly #offers = new Map<string, Offer>();

  /** Returns the id under which it can be fetched. */
  offer(offer: Offer): string {
    const id = randomUUID();
    this.#offers.set(id, offer);
    for (const old of [...this.#offers.keys()].slice(0, -OFFERS_MAX)) this.#offers.delete(old);
    return id;
  }

  /** Faults: host.downloadUnknown. */
  open(id: string): { readonly name: string; readonly type: string; readonly bytes: null; readonly stream: Readable } {
    const offer = this.#offers.get(id);
    if (offer === undefined) throw fault('host.downloadUnknown');
    return {
      name: offer.name,
      type: offer.type,
      bytes: null,
      stream: Readable.from(offer.parts(), { objectMode: false }),
    };
  }
}
