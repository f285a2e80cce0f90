import { RunPage } from './run-page.tsx';
import { RunsPage } from './runs-page.tsx';

/** The history: all runs, or the page of one. */
export const RunsScreen = ({ runId }: { readonly runId: string | null }) =>
  runId === null ? <RunsPage /> : <RunPage key={runId} runId={runId} />;
