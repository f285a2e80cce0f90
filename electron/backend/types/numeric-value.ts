/** Group count, weight, sign and scale, two bytes each; then the groups of four digits. */
export const NUMERIC_HEADER_BYTES = 8;

export const numericSign = {
  positive: 0x0000,
  negative: 0x4000,
  nan: 0xc000,
  infinity: 0xd000,
  negativeInfinity: 0xf000,
} as const;

const groupAt = (bytes: Buffer, start: number, group: number): number =>
  bytes.readUInt16BE(start + NUMERIC_HEADER_BYTES + 2 * group);

/** A binary numeric as numeric_out prints it. */
export function showNumeric(bytes: Buffer, start: number): string {
  const groups = bytes.readUInt16BE(start);
  const weight = bytes.readInt16BE(start + 2);
  const sign = bytes.readUInt16BE(start + 4);
  const scale = bytes.readUInt16BE(start + 6);
  if (sign === numericSign.nan) return 'NaN';
  if (sign === numericSign.infinity) return 'Infinity';
  if (sign === numericSign.negativeInfinity) return '-Infinity';
  const four = (group: number): string =>
    group >= 0 && group < groups ? String(groupAt(bytes, start, group)).padStart(4, '0') : '0000';
  let whole = '';
  for (let group = 0; group <= weight; group += 1) whole += four(group);
  whole = whole.replace(/^0+/, '');
  let fraction = '';
  for (let group = weight + 1; fraction.length < scale; group += 1) fraction += four(group);
  const shown = scale > 0 ? `.${fraction.slice(0, scale)}` : '';
  return `${sign === numericSign.negative ? '-' : ''}${whole === '' ? '0' : whole}${shown}`;
}

/** -Infinity below all, Infinity above, NaN above that. */
function rank(sign: number): number {
  if (sign === numericSign.nan) return 2;
  if (sign === numericSign.infinity) return 1;
  return sign === numericSign.negativeInfinity ? -1 : 0;
}

/** Orders two binary numerics as Postgres does; NaN equals NaN, and scales do not count. */
export function compareNumerics(a: Buffer, aStart: number, b: Buffer, bStart: number): number {
  const aSign = a.readUInt16BE(aStart + 4);
  const bSign = b.readUInt16BE(bStart + 4);
  const ranks = rank(aSign) - rank(bSign);
  if (ranks !== 0 || rank(aSign) !== 0) return ranks;
  const aNegative = aSign === numericSign.negative;
  if (aNegative !== (bSign === numericSign.negative)) return aNegative ? -1 : 1;
  const sizes = compareSizes(a, aStart, b, bStart);
  return aNegative ? -sizes : sizes;
}

function compareSizes(a: Buffer, aStart: number, b: Buffer, bStart: number): number {
  const aGroups = a.readUInt16BE(aStart);
  const bGroups = b.readUInt16BE(bStart);
  if (aGroups === 0 || bGroups === 0) return aGroups - bGroups;
  const weights = a.readInt16BE(aStart + 2) - b.readInt16BE(bStart + 2);
  if (weights !== 0) return weights;
  for (let group = 0; group < aGroups && group < bGroups; group += 1) {
    const difference = groupAt(a, aStart, group) - groupAt(b, bStart, group);
    if (difference !== 0) return difference;
  }
  return aGroups - bGroups;
}
