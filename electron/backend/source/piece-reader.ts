/** Bytes that are read at once. */
export const PIECE_BYTES = 1024 * 1024;

/** A file from its beginning, in pieces that are read ahead, and the SHA-256 (FIPS 180-4) of what was read. */
export interface PieceReader {
  /**
   * The next bytes, PIECE_BYTES at most; none where the file ends. They are valid until the next are asked for. Rejects with the
   * system's error.
   */
  next(): Promise<Buffer>;
  /** Lower-case hex, once `next` came to the end. Rejects where it cannot be told for certain; it is never a wrong one. */
  digest(): Promise<string>;
  /** Gives up what it holds. The file may be closed when this resolves. */
  end(): Promise<void>;
}
