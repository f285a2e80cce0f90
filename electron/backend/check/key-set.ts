/**
 * Which keys were seen, exactly, and in which record first. A key is bytes: the key form of its values, as KeyForm
 * writes it. Records are 1-based and told exactly up to 4,294,967,295.
 */
export interface KeySet {
  /** Keys held. */
  readonly size: number;
  /** Memory held, in bytes. */
  readonly bytesUsed: number;
  /** The record that claimed this key, or 0. */
  find(key: Buffer, start: number, end: number): number;
  /** Gives the key to `record` and returns 0; or, if it has an owner, leaves it and returns the owner. */
  claim(key: Buffer, start: number, end: number, record: number): number;
}
