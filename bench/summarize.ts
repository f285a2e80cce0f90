/** One run of a contender that did what it should. */
export interface RunFigures {
  readonly wallMs: number;
  readonly cpuMs: number | null;
  /** CPU time of the server's sessions; null where it runs elsewhere. */
  readonly serverCpuMs: number | null;
  readonly peakBytes: number | null;
  /** Size of the file that was written or read; null where that is not the question. */
  readonly fileBytes: number | null;
}

/** The middle one; the mean of the middle two. Null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const above = sorted[Math.floor(sorted.length / 2)];
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  return above === undefined || below === undefined ? null : (above + below) / 2;
}

/**
 * How many times the other's time one takes: the median of the ratios of the rounds in which both ran. Their runs follow
 * each other there, so that a machine that gets slower in between does not count. Null where there is no such round.
 * @param mine wall times by round; null: void, or not run
 */
export function pairedRatio(mine: readonly (number | null)[], others: readonly (number | null)[]): number | null {
  return median(
    mine.flatMap((wall, round) => {
      const other = others[round] ?? null;
      return wall === null || other === null ? [] : [wall / other];
    }),
  );
}

/** The medians of several runs; each null where nothing was measured. */
export interface Medians {
  readonly wallMs: number | null;
  readonly cpuMs: number | null;
  readonly serverCpuMs: number | null;
  readonly peakBytes: number | null;
  readonly fileBytes: number | null;
}

export const mediansOf = (runs: readonly RunFigures[]): Medians => ({
  wallMs: median(runs.map(({ wallMs }) => wallMs)),
  cpuMs: median(runs.flatMap(({ cpuMs }) => cpuMs ?? [])),
  serverCpuMs: median(runs.flatMap(({ serverCpuMs }) => serverCpuMs ?? [])),
  peakBytes: median(runs.flatMap(({ peakBytes }) => peakBytes ?? [])),
  fileBytes: median(runs.flatMap(({ fileBytes }) => fileBytes ?? [])),
});
