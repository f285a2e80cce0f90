import type { IngestState } from '#shared/ingest.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CopyButton } from './copy-button.tsx';
import { CurlPanel } from './curl-panel.tsx';
import styles from './ingest.module.css';
import { RequestList } from './request-list.tsx';

interface RunningViewProps {
  readonly state: IngestState;
  readonly running: NonNullable<IngestState['running']>;
  readonly zone: string;
}

const rate = (perSecond: number): string =>
  `${perSecond >= 10 ? showCount(Math.round(perSecond)) : perSecond.toFixed(1)}/s`;
const ms = (value: number | null): string => (value === null ? '–' : `${value.toFixed(value < 10 ? 1 : 0)} ms`);

/** The service while it runs: where it is, what it does at this moment, what it was asked last. */
export function RunningView({ state: { gauges, recent }, running, zone }: RunningViewProps) {
  const calls = useCalls();
  const samples = useCall(calls.ingest.samples.queryOptions());
  return (
    <>
      <Panel title="Address">
        <div className={styles['address']}>
          <code>{running.url}</code>
          <CopyButton text={running.url} label="Copy the address" />
        </div>
        <p className={styles['words']}>
          {'Since '}
          <Moment iso={running.startedAt} zone={zone} seconds />
          {`, tables of ${running.schema}. How to send rows stands at `}
          <code>/docs</code>
          {', for programs at '}
          <code>/openapi.json</code>
          {'; monitors read '}
          <code>/metrics</code>.
        </p>
        {gauges?.databaseAway === true ? (
          <p className={styles['warning']}>
            The database cannot be reached. Requests are turned away with 503 until it answers; nothing is lost.
          </p>
        ) : null}
      </Panel>
      {gauges === null ? null : (
        <Panel title="At this moment">
          <DefinitionList
            look="facts"
            items={[
              { term: 'Requests', value: rate(gauges.requestsPerSecond) },
              { term: 'Rows', value: rate(gauges.rowsPerSecond) },
              { term: 'Rejects', value: rate(gauges.rejectedPerSecond) },
              { term: 'Half answered within', value: ms(gauges.latencyP50) },
              { term: '99 of 100 within', value: ms(gauges.latencyP99) },
              { term: 'Waiting', value: showCount(gauges.waiting) },
            ]}
          />
          <p className={styles['sum']}>
            {`${showAmount(gauges.requests, 'request')}, ${showAmount(gauges.rows, 'row')}, ${showAmount(gauges.rejected, 'reject')} since the start.`}
          </p>
        </Panel>
      )}
      <RequestList requests={recent} zone={zone} />
      {samples.fault === null ? null : <FaultNotice fault={samples.fault} />}
      {samples.data === undefined ? null : <CurlPanel samples={samples.data.samples} />}
    </>
  );
}
