import type { Ref } from 'react';
import type { RejectFacet } from '../../app/navigation.ts';
import type { RejectCode, RejectState } from '#shared/reject.ts';
import type { RunSummary } from '#shared/run.ts';
import { showMoment } from '../../ui/format-time.ts';
import { TextField } from '../../ui/text-field.tsx';
import { FacetList, type FacetItem } from './facet-list.tsx';
import { reasonLabel } from './reason-words.ts';
import styles from './rejects-screen.module.css';
import { stateWord } from './row-fields.ts';
import { RunChip } from './run-chip.tsx';
import { columnLabel, type RejectData } from './use-reject-data.ts';

interface RejectFacetsProps {
  readonly runId: string;
  readonly data: RejectData;
  readonly facet: RejectFacet;
  readonly onFacet: (facet: RejectFacet) => void;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly findRef: Ref<HTMLInputElement>;
  /** All runs that have rejects, newest first. */
  readonly runs: readonly RunSummary[];
  readonly zone: string;
  readonly onChooseRun: (runId: string) => void;
}

const MISSING = 'missing ';

/** Reasons, with their parts below that of too few fields. */
const reasonItems = ({ reasons, missing }: RejectData): readonly FacetItem[] =>
  reasons.flatMap(({ code, count }) => [
    { id: code, label: reasonLabel(code), count },
    ...(code === 'fields.tooFew'
      ? missing.map((part) => ({
          id: `${MISSING}${part.column}`,
          label: `no ${part.column}`,
          count: part.count,
          isPart: true,
        }))
      : []),
  ]);

const reasonWords = (id: string): string =>
  id.startsWith(MISSING) ? `no ${id.slice(MISSING.length)}` : reasonLabel(id as RejectCode);

/** A run of a family: the first by when it was, the others as the replays that they are. */
const familyWords = (run: RunSummary, zone: string): string =>
  `${run.parentId === null ? '' : 'replay '}${showMoment(run.startedAt, zone)}`;

/** Rejects counted by reason, column, state and run; one press shows only those. */
export function RejectFacets(props: RejectFacetsProps) {
  const { runId, data, facet, onFacet, text, onText, findRef, runs, zone, onChooseRun } = props;
  const { family, states } = data;
  const whole = data.run?.ledger.rejected ?? 0;
  const reason = facet.missing === null ? facet.code : `${MISSING}${facet.missing}`;
  const others = runs.filter((run) => run.id === runId || !family.some(({ id }) => id === run.id));
  return (
    <aside className={styles['facets']} aria-label="Facets">
      <TextField
        label="Find in rejects"
        hideLabel
        placeholder="Find in rejects"
        icon="search"
        type="search"
        value={text}
        onChange={onText}
        inputRef={findRef}
      />
      <FacetList
        title="Reason"
        whole={whole}
        items={reasonItems(data)}
        selected={reason}
        labelOf={reasonWords}
        onSelect={(id) =>
          onFacet(
            id?.startsWith(MISSING) === true
              ? { ...facet, code: null, missing: id.slice(MISSING.length) }
              : { ...facet, code: id as RejectCode | null, missing: null },
          )
        }
      />
      <FacetList
        title="Column"
        whole={whole}
        items={data.columns.map((one) => ({ id: one.column, label: columnLabel(one.column), count: one.count }))}
        selected={facet.column}
        labelOf={columnLabel}
        onSelect={(column) => onFacet({ ...facet, column })}
      />
      <FacetList
        title="State"
        whole={whole}
        items={states
          .filter(({ state, count }) => state !== 'loaded' || count > 0)
          .map(({ state, count }) => ({ id: state, label: stateWord(state), count }))}
        selected={facet.state}
        labelOf={(id) => stateWord(id as RejectState)}
        onSelect={(id) => onFacet({ ...facet, state: id as RejectState | null })}
      />
      <FacetList
        title="Run"
        whole={Math.max(0, ...family.map(({ ledger }) => ledger.rejected))}
        items={family.map((run) => ({ id: run.id, label: familyWords(run, zone), count: run.ledger.rejected }))}
        selected={family.length > 1 ? runId : null}
        labelOf={() => 'this run'}
        onSelect={(id) => {
          if (id !== null && id !== runId) onChooseRun(id);
        }}
      />
      {others.length < 2 ? null : <RunChip runs={others} selected={runId} zone={zone} onChoose={onChooseRun} />}
    </aside>
  );
}
