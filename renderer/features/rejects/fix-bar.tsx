import { useMemo, useState } from 'react';
import type { Facets, RejectFilter } from '#shared/contract/rejects.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { FixPreview } from './fix-preview.tsx';
import { fixKinds, kindWords, likelyFix, rowFixOf, type FixChoice } from './fix-choice.ts';
import styles from './fix-bar.module.css';
import { useFixOutcome, type FixForecast } from './use-fix-outcome.ts';
import type { RejectWorkbench } from './use-reject-work.ts';

interface FixBarProps {
  readonly filter: RejectFilter;
  /** Rejects that fit the filter. */
  readonly shown: number;
  /** How many of the rows are in which state. */
  readonly states: Facets['states'];
  /** Columns that fields of the file fill, in the order of the fields. */
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly bench: RejectWorkbench;
}

/** What a fix would do, in counts: `11 change, 0 pass`. */
function Effect({ forecast }: { readonly forecast: FixForecast }) {
  const { outcome, progress, fault } = forecast;
  if (fault !== null) return <span className={styles['effect']}>{fault.sentence}</span>;
  if (outcome === null) {
    const words = progress === null ? '' : `${showCount(progress.rows)} rows looked at`;
    return <span className={styles['effect']}>{words}</span>;
  }
  return (
    <span className={styles['effect']}>
      {showCount(outcome.change)} change
      {outcome.change === 0 ? null : (
        <>
          , <b data-none={outcome.pass === 0}>{showCount(outcome.pass)} pass</b>
        </>
      )}
    </span>
  );
}

interface WordsProps {
  readonly choice: FixChoice;
  readonly onChange: (part: Partial<FixChoice>) => void;
}

/** The texts that a fix is made of, in the sentence that says what it does. */
function Words({ choice, onChange }: WordsProps) {
  const { kind, column, find, put } = choice;
  const field = (label: string, value: string, placeholder: string, key: 'find' | 'put') => (
    <TextField
      label={label}
      hideLabel
      mono
      className={styles['field']}
      placeholder={placeholder}
      value={value}
      onChange={(text) => onChange({ [key]: text })}
    />
  );
  switch (kind) {
    case 'fill':
      return (
        <>
          <span className={styles['link']}>with</span>
          {field(`Value to put in ${column}`, put, 'nothing', 'put')}
        </>
      );
    case 'replace':
      return (
        <>
          <span className={styles['link']}>the text</span>
          {field(`Text to look for in ${column}`, find, 'an empty cell', 'find')}
          <span className={styles['link']}>by</span>
          {field(`Text to put in its place in ${column}`, put, 'nothing', 'put')}
        </>
      );
    case 'shiftRight':
      return (
        <>
          <span className={styles['link']}>and put</span>
          {field(`Value to put in ${column}`, put, 'nothing', 'put')}
          <span className={`${styles['link']} wide`}>in its place</span>
        </>
      );
    case 'shiftLeft':
    case 'again':
    case 'aside':
      return null;
    case 'split':
      return (
        <>
          <span className={styles['link']}>at the first</span>
          {field(`Text at which ${column} is split`, find, 'text', 'find')}
        </>
      );
  }
}

interface AsideProps {
  readonly filter: RejectFilter;
  readonly count: number;
  readonly bench: RejectWorkbench;
}

/** Sets all rows that are shown aside, or takes them back where they are. */
function AsideButton({ filter, count, bench }: AsideProps) {
  const isBack = filter.state === 'aside';
  return (
    <Button
      isDisabled={!bench.canEdit || count === 0 || filter.state === 'loaded'}
      onPress={() => void bench.setAside(filter, null, !isBack)}
    >
      {isBack ? 'Take back' : 'Set aside'} {showAmount(count, 'row')}
    </Button>
  );
}

/** One fix for all rows that are shown: set as a sentence, with what it would do, and done as one step of undo. */
export function FixBar({ filter: shownFilter, shown, states, columns, delimiter, bench }: FixBarProps) {
  const [choice, setChoice] = useState<FixChoice>(() => likelyFix(shownFilter, columns));
  const change = (part: Partial<FixChoice>): void => setChoice((now) => ({ ...now, ...part }));
  const fix = rowFixOf(choice);
  // What was made right by hand is not changed unless it is asked for.
  const filter: RejectFilter = { ...shownFilter, state: shownFilter.state ?? 'open' };
  const forecast = useFixOutcome(filter, bench.canEdit ? fix : null, bench.work);
  const kind = kindWords(choice.kind);
  const options = useMemo(
    () => columns.filter((name) => name !== '').map((name) => ({ id: name, label: name })),
    [columns],
  );
  return (
    <fieldset className={styles['bar']} aria-label={`Fix all ${showAmount(shown, 'row')} shown`}>
      <b className={styles['lead']}>Fix all {showCount(shown)} shown</b>
      <Chip
        label="Fix"
        hideLabel
        icon={kind.icon}
        options={fixKinds}
        selected={choice.kind}
        onChoose={(id) => change({ kind: id })}
      />
      {kind.link === null ? null : (
        <Chip label={kind.link} options={options} selected={choice.column} onChoose={(column) => change({ column })} />
      )}
      <Words choice={choice} onChange={change} />
      <span className={styles['end']}>
        {choice.kind === 'aside' ? (
          <AsideButton
            filter={filter}
            count={states.find(({ state }) => state === filter.state)?.count ?? 0}
            bench={bench}
          />
        ) : (
          <>
            <Effect forecast={forecast} />
            <FixPreview
              outcome={forecast.outcome}
              delimiter={delimiter}
              left={
                shownFilter.state === null
                  ? 'Rows that are fixed, set aside or loaded are left as they are.'
                  : 'Rows that are set aside or loaded are left as they are.'
              }
              isDisabled={fix === null || !bench.canEdit}
              onApply={() => {
                if (fix !== null)
                  void bench.fixAll(filter, fix, `${kind.label} ${kind.link === null ? '' : choice.column}`.trim());
              }}
            />
          </>
        )}
      </span>
    </fieldset>
  );
}
