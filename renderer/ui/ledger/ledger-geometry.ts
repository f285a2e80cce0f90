/**
 * The ledger's drawing as plain numbers. All lengths are px. The numbers beside the drawing are the truth; the drawing
 * keeps two promises: the lanes together are as long as the channel, and what is there never looks like what is not.
 */

/** The channel is cut into columns of this width; each column draws one mark at most. */
const COLUMN = 4;
/** Between two lanes. */
export const LANE_GAP = 2;
/** A lane of one row or more is at least this wide. */
export const LANE_MIN = 6;

/** A stretch of the channel or of the body. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

/** A filled stretch of the channel. */
export interface Mark extends Stretch {
  /** Part of the channel's height that it fills, from below. */
  readonly height: number;
}

/** A rejected row's way, from its place in the channel to its place in the tray. */
export interface Thread {
  readonly from: number;
  readonly to: number;
}

/**
 * The width of each lane in a body of `width`; widths and gaps together fill it exactly. A count of zero has no width;
 * any other has at least `min`, and the widest lane gives what that takes.
 */
export function laneWidths(
  counts: readonly number[],
  width: number,
  { gap = LANE_GAP, min = LANE_MIN }: { readonly gap?: number; readonly min?: number } = {},
): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const lanes = counts.filter((count) => count > 0).length;
  if (total === 0 || width <= 0) return counts.map(() => 0);
  const room = Math.max(0, width - gap * (lanes - 1));
  // In a body too narrow for all minima, as in the first moment of a run, each lane gets an equal part.
  if (room < min * lanes) return counts.map((count) => (count > 0 ? room / lanes : 0));
  const wide = counts.map((count) => (count > 0 ? Math.max(min, (count / total) * room) : 0));
  const widest = wide.indexOf(Math.max(...wide));
  const excess = wide.reduce((sum, lane) => sum + lane, 0) - room;
  const rest = (wide[widest] ?? 0) - excess;
  if (rest >= min) return wide.map((lane, index) => (index === widest ? rest : lane));
  // Only in a body a few lanes wide: what the widest cannot give, all give in proportion to what is above the minimum.
  const spare = room - min * lanes;
  return counts.map((count) => (count > 0 ? min + (count / total) * spare : 0));
}

/** Columns that a channel of `width` is cut into: one per 4 px, and no more than there are bins. */
export const columnCount = (width: number, bins: number): number =>
  Math.max(1, Math.min(bins, Math.floor(width / COLUMN)));

/** Adds up neighbouring bins into `columns` columns. The sum over all stays the same. */
export function joinBins(bins: readonly number[], columns: number): readonly number[] {
  const joined = Array.from({ length: columns }, () => 0);
  bins.forEach((count, bin) => {
    const column = Math.min(columns - 1, Math.floor((bin * columns) / bins.length));
    joined[column] = (joined[column] ?? 0) + count;
  });
  return joined;
}

export interface ChannelShape {
  /** px from the first record to the last. */
  readonly width: number;
  /** Rejects per bin of the source, in file order; empty when there are none. */
  readonly bins: readonly number[];
  /** Rows read so far. */
  readonly read: number;
  readonly rejected: number;
  /** Part of the source that was read, 0 to 1. */
  readonly done: number;
  /** px of a single reject's mark: 2, in narrow panels 1. */
  readonly markMin: number;
}

// From this share on a column is drawn as wholly rejected: rows are not all of one length, so that a share computed from
// bytes falls a little short of 1 where every row of the column was rejected.
const WHOLE = 0.9;
// A column with less than this part of the densest one's share is drawn low, so that a bad block stands out of noise that
// marks every column. A single reject, and rejects that lie evenly, are as high as the channel.
const LOW_BELOW = 0.2;
const LOW = 0.5;

/**
 * Where the marks stand: one per column that has a reject, at least `markMin` wide and growing to the whole column with
 * the share of its rows that was rejected. Neighbours that touch are one mark, so a wholly rejected stretch is one bar.
 */
export function marksOf({ width, bins, read, rejected, done, markMin }: ChannelShape): readonly Mark[] {
  if (rejected === 0 || read === 0 || width <= 0) return [];
  if (rejected === read) return [{ x: 0, width: width * done, height: 1 }];
  if (bins.length === 0) return [];
  const columns = columnCount(width, bins.length);
  const counts = joinBins(bins, columns);
  const perColumn = read / Math.max(1, columns * done);
  const densest = Math.min(perColumn, Math.max(...counts));
  const edge = (column: number): number => Math.round((column * width) / columns);
  const marks: Mark[] = [];
  counts.forEach((count, column) => {
    const start = edge(column);
    // What is found ahead of the bytes counted so far waits for them.
    if (count === 0 || start >= width * done) return;
    const share = Math.min(1, count / perColumn);
    const whole = edge(column + 1) - start;
    const mark = share >= WHOLE ? whole : Math.max(markMin, Math.round(markMin + (whole - markMin) * share));
    const x = start + Math.floor((whole - mark) / 2);
    const height = count < densest * LOW_BELOW ? LOW : 1;
    const last = marks.at(-1);
    const touches = last !== undefined && last.x + last.width === x && last.height === height;
    if (touches) marks[marks.length - 1] = { ...last, width: last.width + mark };
    else marks.push({ x, width: mark, height });
  });
  return marks;
}

/**
 * The threads of the fall, at most `max`: neighbouring rejects share one, which starts at their mean place. They end in
 * order, evenly spread over the tray.
 * @param tray where the lane of the rejected lies in the body
 */
export function threadsOf(
  { width, bins, rejected, done }: Pick<ChannelShape, 'width' | 'bins' | 'rejected' | 'done'>,
  tray: Stretch,
  max: number,
): readonly Thread[] {
  if (rejected === 0 || width <= 0) return [];
  const starts = threadStarts(bins, width, max, done);
  return starts.map((from, index) => ({ from, to: tray.x + ((index + 0.5) * tray.width) / starts.length }));
}

function threadStarts(bins: readonly number[], width: number, max: number, done: number): readonly number[] {
  if (bins.length === 0) return [];
  const columns = columnCount(width, bins.length);
  const places = joinBins(bins, columns).flatMap((count, column) =>
    count > 0 && column < columns * done ? [{ x: ((column + 0.5) * width) / columns, count }] : [],
  );
  if (places.length <= max) return places.map(({ x }) => x);
  const slots = new Map<number, { weight: number; sum: number }>();
  for (const { x, count } of places) {
    const slot = Math.min(max - 1, Math.floor((x / (width * done)) * max));
    const at = slots.get(slot) ?? { weight: 0, sum: 0 };
    slots.set(slot, { weight: at.weight + count, sum: at.sum + x * count });
  }
  return [...slots.values()].map(({ weight, sum }) => sum / weight);
}

/** One term of the sum: its number and its word, as they are written. */
export interface Term {
  readonly figure: string;
  readonly word: string;
}

// Widths of Inter, by measure: a semibold tabular figure and a letter of a word at 13 px; the sign, the key and the space
// between terms.
const FIGURE_EM = 0.63;
const LETTER = 6.8;
const SIGN = 18;
const KEY = 22;
const SPACE = 14;

/**
 * How the sum is set in a width: words beside their numbers, or below them, or below numbers that are smaller.
 * @param figure px of the number's type
 */
export function setSum(terms: readonly Term[], width: number, figure: number): 'beside' | 'below' | 'less' {
  const numbers = terms.map((term) => term.figure.length * figure * FIGURE_EM);
  const words = terms.map((term) => term.word.length * LETTER);
  const signs = SIGN * (terms.length - 1) + SPACE * (terms.length - 1);
  const add = (lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + length, signs);
  if (add(numbers.map((number, index) => number + KEY + (words[index] ?? 0))) <= width) return 'beside';
  return add(numbers.map((number, index) => Math.max(number, KEY + (words[index] ?? 0)))) <= width ? 'below' : 'less';
}

const round = (px: number): string => String(Math.round(px * 10) / 10);

/** All marks as one path, `height` tall. */
export const marksPath = (marks: readonly Mark[], height: number): string =>
  marks
    .map(
      (mark) =>
        `M${round(mark.x)} ${height}h${round(mark.width)}v${round(-mark.height * height)}h${round(-mark.width)}z`,
    )
    .join('');

/** All threads as one path, from the channel down through `height` px. */
export const threadsPath = (threads: readonly Thread[], height: number): string =>
  threads
    .map(({ from, to }) => {
      const [x, end] = [round(from), round(to)];
      return `M${x} 0C${x} ${round(height * 0.62)} ${end} ${round(height * 0.3)} ${end} ${height}`;
    })
    .join('');

/** The water: as wide as the channel above, as wide as the lanes that went in below. Nothing where nothing went in. */
export function waterPath(channel: number, lanes: number, height: number): string {
  if (channel <= 0 || lanes <= 0) return '';
  const [top, end] = [round(channel), round(lanes)];
  return `M0 0H${top}C${top} ${round(height * 0.62)} ${end} ${round(height * 0.3)} ${end} ${height}H0z`;
}
