import { z } from 'zod';

/** How many rows of a part of a run's rejects are of a kind and in a state. */
export interface GroupCount {
  readonly kind: number;
  readonly state: number;
  readonly count: number;
}

/** Records behind `after` up to `last`. */
export interface Span {
  readonly after: number;
  readonly last: number;
}

/** A part of the rejects of a run, in the order of their records. */
export interface SurveyPart extends Span {
  readonly groups: readonly GroupCount[];
}

/** A row whose state changed. */
export interface StateChange {
  readonly record: number;
  readonly kind: number;
  readonly from: number;
  readonly to: number;
}

const END = Number.MAX_SAFE_INTEGER;

/** All records. */
export const everyRecord: Span = { after: 0, last: END };

export const groupsSchema = z.array(z.object({ kind: z.number(), state: z.number(), count: z.number() }));

/** The spans that no part covers; that behind the last part too. */
export function gapsIn(parts: readonly Span[]): Span[] {
  const ends = [0, ...parts.map(({ last }) => last)];
  const starts = [...parts.map(({ after }) => after), END];
  return ends.map((after, index) => ({ after, last: starts[index] ?? END })).filter(({ after, last }) => last > after);
}

/** Whether a record of one lies in the other. */
export const overlap = (one: Span, other: Span): boolean => one.after < other.last && other.after < one.last;

/** The span from the first to the last of these records. */
export function spanOf(records: Iterable<number>): Span {
  let [first, last] = [END, 0];
  for (const record of records) {
    first = Math.min(first, record);
    last = Math.max(last, record);
  }
  return { after: first - 1, last };
}

/** Groups of both; a count may be negative, and groups of no rows are left out. */
export function sumOf(some: readonly GroupCount[], more: readonly GroupCount[]): readonly GroupCount[] {
  const counts = new Map<string, GroupCount>();
  for (const group of [...some, ...more]) {
    const name = `${group.kind} ${group.state}`;
    counts.set(name, { ...group, count: group.count + (counts.get(name)?.count ?? 0) });
  }
  return [...counts.values()].filter(({ count }) => count !== 0);
}

/** Groups after these changes. */
export const changedGroups = (groups: readonly GroupCount[], changes: readonly StateChange[]): readonly GroupCount[] =>
  sumOf(
    groups,
    changes.flatMap(({ kind, from, to }) => [
      { kind, state: from, count: -1 },
      { kind, state: to, count: 1 },
    ]),
  );

export const rowsIn = (groups: readonly GroupCount[]): number => groups.reduce((total, { count }) => total + count, 0);
