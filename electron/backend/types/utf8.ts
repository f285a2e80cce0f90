/**
 * Length of the well-formed UTF-8 character at `at`, or 0 where there is none before `end`.
 * Source: The Unicode Standard, table 3-7; Postgres holds to the same (pg_utf8_islegal).
 */
export function characterLength(bytes: Buffer, at: number, end: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let next = at + 2; next < at + length; next += 1) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** Characters (code points) of a text that is valid UTF-8. */
export function countCharacters(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) count += 1;
  }
  return count;
}

/** The position behind the first `count` characters of a text that is valid UTF-8, or `end` where it has fewer. */
export function skipCharacters(bytes: Buffer, start: number, end: number, count: number): number {
  let left = count;
  for (let at = start; at < end; at += 1) {
    if (((bytes[at] ?? 0) & 0xc0) === 0x80) continue;
    if (left === 0) return at;
    left -= 1;
  }
  return end;
}
