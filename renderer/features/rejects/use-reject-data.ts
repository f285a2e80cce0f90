import { keepPreviousData, skipToken } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Facets, RejectFilter } from '#shared/contract/rejects.ts';
import type { Fault } from '#shared/fault.ts';
import type { ColumnRule } from '#shared/rule.ts';
import type { Run, RunSummary } from '#shared/run.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { useFamily } from '../runs/use-family.ts';
import type { RejectField } from './reject-columns.tsx';

export interface RejectData {
  readonly run: Run | null;
  /** Rejects that fit the filter, as far as they are counted; null until that is known. */
  readonly shown: number | null;
  /** All rejects are counted. */
  readonly counted: boolean;
  /** Null until they are known with their types: columns that change their width later would jump. */
  readonly fields: readonly RejectField[] | null;
  readonly reasons: Facets['reasons'];
  /** Parts of those with too few fields. */
  readonly missing: Facets['missing'];
  readonly columns: Facets['columns'];
  readonly states: Facets['states'];
  /** The run that the file was loaded by, and its replays, in the order in which they were. */
  readonly family: readonly RunSummary[];
  readonly fault: Fault | null;
  readonly fetching: boolean;
  readonly retry: () => void;
}

/** A column as the facets name it. */
export const columnLabel = (column: string): string => (column === '' ? 'none: the whole row' : column);

const noTypes: readonly ColumnRule[] = [];
const none: Facets = { total: 0, counted: true, reasons: [], columns: [], states: [], missing: [] };

const byCount = (one: { readonly count: number }, other: { readonly count: number }): number => other.count - one.count;

/** While rejects are still being counted, their counts are asked on and on: each answer tells what was found until then. */
const untilCounted = {
  placeholderData: keepPreviousData,
  refetchInterval: ({ state: { data } }: { readonly state: { readonly data: Facets | undefined } }) =>
    data?.counted === false ? 1 : false,
};

/** All that the screen shows of a run's rejects but the rows themselves. */
export function useRejectData(filter: RejectFilter): RejectData {
  const calls = useCalls();
  const { runId } = filter;
  const run = useCall(calls.runs.get.queryOptions({ input: { runId } }));
  const first = useCall(
    calls.rejects.page.queryOptions({ input: { ...filter, offset: 0, limit: 1 }, placeholderData: keepPreviousData }),
  );
  // Each facet counts what the other one and the text leave, so that it says what a press would show.
  const reasons = useCall(
    calls.rejects.facets.queryOptions({ input: { ...filter, code: null, missing: null }, ...untilCounted }),
  );
  const columns = useCall(calls.rejects.facets.queryOptions({ input: { ...filter, column: null }, ...untilCounted }));
  const states = useCall(calls.rejects.facets.queryOptions({ input: filter, ...untilCounted }));
  const told = run.data;
  const family = useFamily(told);
  const table = useCall(
    calls.tables.get.queryOptions({
      input:
        told === undefined
          ? skipToken
          : { connectionId: told.connectionId, name: { schema: told.schema, table: told.table } },
    }),
  );
  const names = first.data?.columns;
  // A table that is gone has no types, and its rejects are shown all the same.
  const types = table.fault === null ? table.data?.dictionary.columns : noTypes;
  const fields = useMemo(
    () =>
      types === undefined || names === undefined
        ? null
        : names.map((column, at): RejectField => ({
            column,
            name: column === '' ? `Field ${at + 1}` : column,
            type: types.find(({ name }) => name === column)?.type ?? null,
          })),
    [names, types],
  );
  const asked = [run, first, reasons, columns, states];
  return {
    run: told ?? null,
    shown: states.data?.total ?? null,
    counted: states.data?.counted ?? false,
    fields,
    reasons: (reasons.data ?? none).reasons.toSorted(byCount),
    missing: (reasons.data ?? none).missing,
    columns: (columns.data ?? none).columns.toSorted(byCount),
    states: (states.data ?? none).states,
    family,
    fault: asked.find(({ fault }) => fault !== null)?.fault ?? null,
    fetching: asked.some(({ fetching }) => fetching),
    retry: () => {
      for (const { fault, refetch } of asked) if (fault !== null) refetch();
    },
  };
}
