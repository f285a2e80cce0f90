import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnCount,
  joinBins,
  LANE_GAP,
  LANE_MIN,
  laneWidths,
  marksOf,
  marksPath,
  setSum,
  threadsOf,
  threadsPath,
  waterPath,
  type ChannelShape,
} from './ledger-geometry.ts';

const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 99_999_999 }));
const counts = fc.array(count, { minLength: 4, maxLength: 5 });
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const shape = (more: Partial<ChannelShape>): ChannelShape => ({
  width: 600,
  bins: [],
  read: 1000,
  rejected: 0,
  done: 1,
  markMin: 2,
  ...more,
});
const binsWith = (...places: readonly number[]): number[] =>
  Array.from({ length: 256 }, (_, bin) => places.filter((place) => place === bin).length);

describe('the lanes', () => {
  test('together with their gaps are as long as the channel', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 60, max: 4000 }), (lanes, width) => {
        const there = lanes.filter((lane) => lane > 0).length;
        fc.pre(there > 0);
        expect(sum(laneWidths(lanes, width)) + LANE_GAP * (there - 1)).toBeCloseTo(width, 6);
      }),
    );
  });

  test('are at least 6 px wide where there is one row, and have no width where there is none', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 60, max: 4000 }), (lanes, width) => {
        const widths = laneWidths(lanes, width);
        expect(widths.every((lane, index) => (lanes[index] === 0 ? lane === 0 : lane >= LANE_MIN - 1e-9))).toBe(true);
      }),
    );
  });

  test('let the widest give what a tiny one takes', () => {
    const [inserted, , , rejected] = laneWidths([4_999_999, 0, 0, 1], 602);
    expect(rejected).toBe(6);
    expect(inserted).toBe(602 - LANE_GAP - 6);
    const [small, wide, middle] = laneWidths([1204, 198_020, 13_171, 0], 602);
    expect(small).toBe(6);
    expect(middle).toBeCloseTo((13_171 / 212_395) * (602 - 2 * LANE_GAP));
    expect(wide).toBeCloseTo(602 - 2 * LANE_GAP - 6 - (middle ?? 0));
  });

  test('of a wholly rejected file are one lane of full length', () => {
    expect(laneWidths([0, 0, 0, 1999], 602)).toEqual([0, 0, 0, 602]);
  });

  test('of no rows at all have no width', () => {
    expect(laneWidths([0, 0, 0, 0], 602)).toEqual([0, 0, 0, 0]);
  });

  test('share a body that is too narrow for all of them', () => {
    expect(laneWidths([5, 0, 5, 5], 13)).toEqual([3, 0, 3, 3]);
    expect(laneWidths([1, 1], 0)).toEqual([0, 0]);
  });
});

describe('the channel', () => {
  test('has one column per 4 px and never more than there are bins', () => {
    expect(columnCount(602, 256)).toBe(150);
    expect(columnCount(1056, 256)).toBe(256);
    expect(columnCount(2, 256)).toBe(1);
  });

  test('joins bins without losing a reject', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 256, maxLength: 256 }),
        fc.integer({ min: 1, max: 256 }),
        (bins, columns) => {
          const joined = joinBins(bins, columns);
          expect(joined).toHaveLength(columns);
          expect(sum(joined)).toBe(sum(bins));
        },
      ),
    );
  });

  test('shows one reject in five million as a mark of 2 px, or of 1 px in a narrow panel', () => {
    const one = { bins: binsWith(160), read: 5_000_000, rejected: 1 };
    const [mark, ...others] = marksOf(shape(one));
    expect(others).toEqual([]);
    expect(mark?.width).toBe(2);
    expect((mark?.x ?? 0) / 600).toBeCloseTo(160 / 256, 2);
    expect(marksOf(shape({ ...one, width: 295, markMin: 1 }))[0]?.width).toBe(1);
  });

  test('is wholly marked where every row was rejected, and only as far as it was read', () => {
    expect(marksOf(shape({ bins: binsWith(0, 100), read: 2, rejected: 2 }))).toEqual([{ x: 0, width: 600, height: 1 }]);
    expect(marksOf(shape({ bins: binsWith(0), read: 1, rejected: 1, done: 0.25 }))).toEqual([
      { x: 0, width: 150, height: 1 },
    ]);
  });

  test('draws a wholly rejected stretch as one bar', () => {
    const bins = Array.from({ length: 256 }, (_, bin) => (bin >= 128 ? 10 : 0));
    const marks = marksOf(shape({ width: 1024, bins, read: 2560, rejected: 1280 }));
    expect(marks).toEqual([{ x: 512, width: 512, height: 1 }]);
  });

  test('draws a bad block higher than noise that marks every column', () => {
    const bins = Array.from({ length: 256 }, (_, bin) => (bin >= 100 && bin < 110 ? 2000 : 3));
    const marks = marksOf(shape({ width: 1024, bins, read: 1_000_000, rejected: 20_738 }));
    expect(marks.filter(({ height }) => height === 1).every(({ x }) => x >= 400 && x < 440)).toBe(true);
    expect(marks.filter(({ height }) => height < 1)).toHaveLength(246);
  });

  test('draws evenly spread rejects, and a single one, as high as itself', () => {
    const even = Array.from({ length: 256 }, (_, bin) => (bin % 3 === 0 ? 1 : 2));
    const marks = marksOf(shape({ width: 1024, bins: even, read: 1_000_000, rejected: 426 }));
    expect(marks.every(({ height }) => height === 1)).toBe(true);
    expect(marksOf(shape({ bins: binsWith(7), read: 5_000_000, rejected: 1 }))[0]?.height).toBe(1);
  });

  test('marks nothing ahead of what was read', () => {
    const marks = marksOf(shape({ width: 1024, bins: binsWith(10, 70), read: 1000, rejected: 2, done: 0.25 }));
    expect(marks.map(({ x }) => x)).toEqual([41]);
    const threads = threadsOf(
      shape({ width: 1024, bins: binsWith(10, 70), rejected: 2, done: 0.25 }),
      { x: 250, width: 6 },
      64,
    );
    expect(threads.map(({ from }) => from)).toEqual([42]);
  });

  test('keeps its marks apart from each other and inside its length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 256, maxLength: 256 }),
        fc.integer({ min: 40, max: 1600 }),
        (bins, width) => {
          const rejected = sum(bins);
          let end = -1;
          for (const mark of marksOf(shape({ width, bins, read: rejected + 5000, rejected }))) {
            expect(mark.width).toBeGreaterThan(0);
            expect(mark.x).toBeGreaterThan(end);
            end = mark.x + mark.width - 1e-9;
            expect(end).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });

  test('has no marks without rejects or without rows', () => {
    expect(marksOf(shape({ bins: binsWith(3), rejected: 0 }))).toEqual([]);
    expect(marksOf(shape({ read: 0, rejected: 0 }))).toEqual([]);
    expect(marksOf(shape({ bins: [], rejected: 5 }))).toEqual([]);
  });
});

describe('the fall', () => {
  test('has a thread for each mark as long as they are few, and ends them in order inside the tray', () => {
    const threads = threadsOf(
      shape({ width: 1024, bins: binsWith(5, 60, 200), rejected: 3 }),
      { x: 594, width: 6 },
      40,
    );
    expect(threads.map(({ to }) => to)).toEqual([595, 597, 599]);
    expect(threads.map(({ from }) => from)).toEqual([22, 242, 802]);
  });

  test.each([64, 40, 20])('has at most %i threads, however many rejects there are', (max) => {
    const bins = Array.from({ length: 256 }, () => 9);
    const threads = threadsOf(shape({ width: 1056, bins, rejected: 2304 }), { x: 900, width: 156 }, max);
    expect(threads.length).toBeLessThanOrEqual(max);
    expect(threads.length).toBeGreaterThan(max / 2);
    const starts = threads.map(({ from }) => from);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  test('joins neighbours at their mean place', () => {
    const bins = binsWith(0, 1, 2, 250);
    const threads = threadsOf(shape({ width: 1024, bins, rejected: 4 }), { x: 1000, width: 24 }, 2);
    expect(threads.map(({ from }) => from)).toEqual([(2 + 6 + 10) / 3, 1002]);
  });

  test('spreads its threads over the part that was read', () => {
    const bins = Array.from({ length: 256 }, (_, bin) => (bin < 128 ? 1 : 0));
    const threads = threadsOf(shape({ width: 1024, bins, rejected: 128, done: 0.5 }), { x: 500, width: 12 }, 64);
    expect(threads).toHaveLength(64);
  });

  test('has no threads without rejects and no water where nothing went in', () => {
    expect(threadsOf(shape({}), { x: 600, width: 0 }, 40)).toEqual([]);
    expect(waterPath(600, 0, 40)).toBe('');
    expect(waterPath(600, 592, 40)).toBe('M0 0H600C600 24.8 592 12 592 40H0z');
  });

  test('is written as paths', () => {
    expect(threadsPath([{ from: 10, to: 90 }], 50)).toBe('M10 0C10 31 90 15 90 50');
    expect(marksPath([{ x: 4, width: 2, height: 1 }], 10)).toBe('M4 10h2v-10h-2z');
    expect(marksPath([{ x: 4, width: 2, height: 0.5 }], 10)).toBe('M4 10h2v-5h-2z');
  });
});

describe('the sum', () => {
  const terms = (figures: readonly string[]) => figures.map((figure) => ({ figure, word: 'rejected' }));

  test('has its words beside the numbers while there is room', () => {
    expect(setSum(terms(['1,929', '0', '0', '70']), 1056, 30)).toBe('beside');
  });

  test('has its words below where four large numbers need the room', () => {
    const large = terms(['35,712,400', '22,418,600', '41,000,017', '10,003,418']);
    expect(setSum(large, 1056, 30)).toBe('below');
    expect(setSum(large, 600, 20)).toBe('below');
  });

  test('has smaller numbers where even that is too narrow', () => {
    expect(setSum(terms(['35,712,400', '22,418,600', '41,000,017', '10,003,418']), 480, 20)).toBe('less');
  });
});
