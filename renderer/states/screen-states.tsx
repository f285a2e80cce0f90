import { useState, type ReactNode } from 'react';
import { ConnectionPlate } from '../app/connection-plate.tsx';
import { Frame } from '../app/frame.tsx';
import type { Screen } from '../app/navigation.ts';
import { Rail } from '../app/rail.tsx';
import { StatusBar } from '../app/status-bar.tsx';
import { FailureWords } from '../features/runs/failure-line.tsx';
import { anyRun } from '../features/runs/run-choice.ts';
import { RunHeader } from '../features/runs/run-header.tsx';
import { RunView } from '../features/runs/run-view.tsx';
import { RunsView } from '../features/runs/runs-view.tsx';
import { TableDetailPane } from '../features/tables/table-detail-pane.tsx';
import { TablesView } from '../features/tables/tables-view.tsx';
import {
  connection,
  detail,
  failedRun,
  livePart,
  liveRun,
  report,
  run,
  replays,
  summaries,
  tables,
} from './run-fixtures.ts';
import type { Run, RunSummary } from '#shared/run.ts';

const nothing = (): void => undefined;
const failureOf = (failed: RunSummary) => <FailureWords run={failed} onDismiss={nothing} />;
const ZONE = 'UTC';

function Tables({ empty }: { readonly empty: boolean }) {
  const [chosen, setChosen] = useState('hired_employees');
  const shown = empty ? [] : tables;
  const summary = shown.find((one) => one.table === chosen);
  return (
    <TablesView
      schema="public"
      tables={shown}
      chosen={chosen}
      onChoose={setChosen}
      fault={null}
      onRetry={nothing}
      onImport={nothing}
      zone={ZONE}
      failureOf={failureOf}
      side={
        summary === undefined ? null : (
          <TableDetailPane
            summary={summary}
            detail={detail}
            fault={null}
            onRetry={nothing}
            onImport={nothing}
            zone={ZONE}
          />
        )
      }
    />
  );
}

function Runs({ empty }: { readonly empty: boolean }) {
  const [choice, setChoice] = useState(anyRun);
  const found = summaries.filter((one) => one.sourceName.includes(choice.query));
  return (
    <RunsView
      runs={empty ? [] : found}
      found={empty ? 0 : found.length + 3}
      total={empty ? 0 : summaries.length + 3}
      tables={tables.map(({ table }) => table)}
      choice={choice}
      onChoose={setChoice}
      onMore={nothing}
      canShowMore
      fault={null}
      onRetry={nothing}
      zone={ZONE}
      failureOf={failureOf}
    />
  );
}

const OneRun = ({ shown, isLive }: { readonly shown: Run; readonly isLive: boolean }) => (
  <>
    <RunHeader run={shown} zone={ZONE} />
    <RunView
      run={shown}
      live={isLive ? livePart : null}
      batch={summaries}
      family={shown.id === 'hired' ? [shown, ...replays] : [shown]}
      earlier={summaries.filter((one) => one.table === shown.table && one.id !== shown.id).slice(0, 3)}
      zone={ZONE}
      isCancelling={false}
      onCancel={nothing}
      onRunAgain={nothing}
    />
  </>
);

/** Views that the page knows by name: `?view=tables`. */
const views = {
  tables: { screen: 'tables', draw: () => <Tables empty={false} /> },
  'no-tables': { screen: 'tables', draw: () => <Tables empty /> },
  runs: { screen: 'runs', draw: () => <Runs empty={false} /> },
  'no-runs': { screen: 'runs', draw: () => <Runs empty /> },
  run: { screen: 'runs', draw: () => <OneRun shown={run} isLive={false} /> },
  'failed-run': { screen: 'runs', draw: () => <OneRun shown={failedRun} isLive={false} /> },
  'live-run': { screen: 'runs', draw: () => <OneRun shown={liveRun} isLive /> },
} satisfies Record<string, { readonly screen: Screen; readonly draw: () => ReactNode }>;

export const isScreenView = (name: string): name is keyof typeof views => name in views;

/** A screen in its window, with invented data. */
export const ScreenStates = ({ view }: { readonly view: keyof typeof views }) => (
  <Frame
    environment="staging"
    rail={
      <Rail
        plate={<ConnectionPlate current={connection} connections={[connection]} onChoose={nothing} />}
        current={views[view].screen}
        connected
        tallies={{
          tables: { text: '7', gold: false, meaning: '7 tables' },
          rejects: { text: '70', gold: true, meaning: '70 rejects in the last batch' },
        }}
      />
    }
    status={<StatusBar connection={connection} report={report} backend="ready" timeZone={ZONE} onCommands={nothing} />}
  >
    {views[view].draw()}
  </Frame>
);
