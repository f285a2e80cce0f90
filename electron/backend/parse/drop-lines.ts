import type { TextSource } from '#backend/source/open-source.ts';
import { CR, LF } from './csv-syntax.ts';

/**
 * A text without its first lines. A line ends with LF, CR LF or CR; quotes mean nothing. What is left can be read once.
 * @param source UTF-8 text
 */
export async function dropLines(source: TextSource, count: number, signal?: AbortSignal): Promise<TextSource> {
  if (count === 0) return source;
  const slices = source.read(signal ? { signal } : {})[Symbol.asyncIterator]();
  let { textStart } = source;
  let rest = Buffer.alloc(0);
  let linesLeft = count;
  // An LF behind a CR that ended a slice belongs to that line end.
  let behindCr = false;
  while (linesLeft > 0 || behindCr) {
    const next = await slices.next();
    if (next.done === true) break;
    const slice = next.value;
    let at = 0;
    for (; at < slice.length && (linesLeft > 0 || behindCr); at += 1) {
      const byte = slice[at];
      if (behindCr && byte === LF) {
        behindCr = false;
        continue;
      }
      behindCr = false;
      if (linesLeft === 0) break;
      if (byte !== LF && byte !== CR) continue;
      linesLeft -= 1;
      behindCr = byte === CR;
    }
    textStart += at;
    rest = Buffer.from(slice.subarray(at));
  }
  return {
    bytes: source.bytes,
    textStart,
    async *read() {
      try {
        if (rest.length > 0) yield rest;
        for (let next = await slices.next(); next.done !== true; next = await slices.next()) yield next.value;
      } finally {
        // Whoever stops before the end stops the reading too.
        await slices.return?.();
      }
    },
  };
}
