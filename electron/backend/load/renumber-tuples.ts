/**
 * Puts other record numbers into located tuples: the n-th of `records` where a tuple says n.
 * @param tuples int16 field count, then int32 length and value of each field; the first field is the record, an int8
 */
export function renumberTuples(tuples: Buffer, records: readonly number[]): Buffer {
  const renumbered = Buffer.from(tuples);
  let at = 0;
  while (at < renumbered.length) {
    const fieldCount = renumbered.readInt16BE(at);
    const number = Number(renumbered.readBigInt64BE(at + 6));
    renumbered.writeBigInt64BE(BigInt(records[number - 1] ?? 0), at + 6);
    at += 2;
    for (let field = 0; field < fieldCount; field += 1) at += 4 + Math.max(0, renumbered.readInt32BE(at));
  }
  return renumbered;
}
