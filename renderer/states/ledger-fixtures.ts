import { MARK_BINS, type Ledger } from '#shared/load.ts';

/** Bins of `rejected` rejects that lie evenly spread by chance in the first `part` of the source; the same each time. */
function scatter(rejected: number, part = 1, seed = 7): readonly number[] {
  const bins = Array.from({ length: MARK_BINS }, () => 0);
  let state = seed;
  for (let index = 0; index < rejected; index += 1) {
    // Park and Miller, Communications of the ACM 31 (1988).
    state = (state * 48_271) % 2_147_483_647;
    const bin = Math.floor((state / 2_147_483_647) * part * MARK_BINS);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

/** A ledger of these counts, with its rejects scattered unless told where they lie. */
export function ledgerOf(
  inserted: number,
  rejected: number,
  more: { readonly updated?: number; readonly skipped?: number; readonly marks?: readonly number[] } = {},
): Ledger {
  const { updated = 0, skipped = 0 } = more;
  return {
    read: inserted + updated + skipped + rejected,
    inserted,
    updated,
    skipped,
    rejected,
    marks: rejected === 0 ? [] : [...(more.marks ?? scatter(Math.min(rejected, 20_000)))],
  };
}

const single = (bin: number): readonly number[] =>
  Array.from({ length: MARK_BINS }, (_, index) => (index === bin ? 1 : 0));

export const hires = ledgerOf(1929, 70);
export const oneInFiveMillion = ledgerOf(4_999_999, 1, { marks: single(160) });
export const upsert = ledgerOf(1204, 11, { updated: 198_020, skipped: 13_171 });
export const allRejected = ledgerOf(0, 1999, { marks: Array.from({ length: MARK_BINS }, () => 1999 / MARK_BINS) });
export const nothingRead = ledgerOf(0, 0);
export const eightDigits = ledgerOf(35_712_400, 10_003_418, {
  updated: 22_418_600,
  skipped: 41_000_017,
  marks: scatter(4000).map((count, bin) => (bin > 200 && bin < 216 ? count * 2000 : count)),
});
export const badTail = ledgerOf(48_310, 2201, {
  marks: Array.from({ length: MARK_BINS }, (_, bin) => (bin > 244 ? 200 : bin % 97 === 0 ? 1 : 0)),
});
/** While it runs: 61 % of the bytes, most rejects in one block. */
export const halfWay: Ledger = {
  read: 35_712_400,
  inserted: 35_660_982,
  updated: 0,
  skipped: 0,
  rejected: 3418,
  marks: scatter(40, 0.61).map((count, bin) => (bin >= 88 && bin < 98 ? count + 330 : count)),
};
