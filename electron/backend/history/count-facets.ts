import type { Facets, RejectFilter } from '#shared/contract/rejects.ts';
import { rejectStateSchema, type CellError, type RejectState } from '#shared/reject.ts';
import { hasReason, reasonsOf, type RejectKind } from './reject-kinds.ts';
import { stateName } from './reject-state.ts';
import type { GroupCount } from './survey-part.ts';

/**
 * Counts by reason, column, state and missing column of the rejects that fit the filter: what each facet would leave when it is
 * added to the filter. A row stands under each of its reasons.
 */
export function countFacets(
  groups: Iterable<GroupCount>,
  kinds: ReadonlyMap<number, RejectKind>,
  filter: RejectFilter,
): Omit<Facets, 'counted'> {
  const codes = new Counts<CellError['code']>();
  const columns = new Counts<string>();
  const states = new Counts<RejectState>();
  const missing = new Counts<string>();
  let total = 0;
  for (const group of groups) {
    const kind = kinds.get(group.kind);
    if (kind === undefined || !hasReason(kind, filter)) continue;
    const { count } = group;
    const state = stateName(group.state);
    const isMissing = filter.missing === null || kind.missing === filter.missing;
    const isState = filter.state === null || state === filter.state;
    if (isMissing) states.add(state, count);
    if (isState && kind.missing !== '') missing.add(kind.missing, count);
    if (!isMissing || !isState) continue;
    total += count;
    const reasons = reasonsOf(kind, filter);
    for (const code of new Set(reasons.map(([each]) => each))) codes.add(code, count);
    for (const column of new Set(reasons.map(([, each]) => each))) columns.add(column, count);
  }
  return {
    total,
    reasons: codes.list().map(([code, count]) => ({ code, count })),
    columns: columns.list().map(([column, count]) => ({ column, count })),
    states: rejectStateSchema.options.map((state) => ({ state, count: states.of(state) })),
    missing: missing.list().map(([column, count]) => ({ column, count })),
  };
}

/** Rows counted by one of their traits; most frequent first. */
class Counts<T extends string> {
  readonly #counts = new Map<T, number>();

  add(name: T, count: number): void {
    this.#counts.set(name, this.of(name) + count);
  }

  of(name: T): number {
    return this.#counts.get(name) ?? 0;
  }

  list(): (readonly [T, number])[] {
    return [...this.#counts].toSorted(([, a], [, b]) => b - a);
  }
}
