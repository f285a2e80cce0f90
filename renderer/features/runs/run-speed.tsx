import type { JobPart } from '#shared/job.ts';
import type { Run } from '#shared/run.ts';
import { showCount, showDuration } from '#shared/units.ts';
import { Meter } from '../../ui/meter.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './run-view.module.css';
import { limitUse, rowsPerSecond, showEffort, showLimit, stepsOf, type Step } from './run-words.ts';

function TimeBar({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <>
      <div className={styles['time']} aria-hidden="true">
        {steps.map((step) => (
          <i key={step.name} data-step={step.name} style={{ flexGrow: step.ms }} />
        ))}
      </div>
      <dl className={styles['steps']}>
        {steps.map((step) => (
          <div key={step.name}>
            <dt>
              <i data-step={step.name} aria-hidden="true" />
              {step.word}
            </dt>
            <dd>{showDuration(step.ms)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Limit({ run, part }: { readonly run: Run; readonly part: JobPart }) {
  const use = limitUse(run.options, part.ledger);
  const limit = showLimit(run.options);
  if (use === null || limit === null) {
    return (
      <p className="small ink-2">
        {run.options.allOrNothing ? 'The first reject stops it and rolls it back.' : 'None: all good rows go in.'}
      </p>
    );
  }
  return (
    <>
      <p className="small ink-2">Stops and rolls back at {limit}.</p>
      <div className={styles['limit']}>
        <Meter label="Limit of rejects" value={use.used} max={use.max} valueText={use.words} />
      </div>
      <p className="small ink-3 num">{use.words}</p>
    </>
  );
}

/** How fast it went and where the time went; while it is on, how near the limit is. */
export function RunSpeed({ run, live }: { readonly run: Run; readonly live: JobPart | null }) {
  if (live !== null) {
    return (
      <Panel title="Limit" look="quiet">
        <Limit run={run} part={live} />
      </Panel>
    );
  }
  const speed = rowsPerSecond(run);
  const steps = stepsOf(run);
  return (
    <Panel title="Speed" look="quiet">
      <p className={styles['big']}>
        {speed === null ? '0' : showCount(speed)} <span>rows/s</span>
      </p>
      <p className="small ink-2 num">{showEffort(run)}</p>
      {steps.length === 0 ? null : <TimeBar steps={steps} />}
    </Panel>
  );
}
