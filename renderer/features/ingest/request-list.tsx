import type { RecentRequest } from '#shared/ingest.ts';
import { showCount } from '#shared/units.ts';
import { hrefOf, screenRoute } from '../../app/navigation.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type ListColumn, ListTable } from '../../ui/list-table.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './ingest.module.css';

interface RequestListProps {
  /** Newest first. */
  readonly requests: readonly RecentRequest[];
  readonly zone: string;
}

const columnsIn = (zone: string): readonly ListColumn<RecentRequest>[] => [
  { id: 'at', label: 'When', track: '132px', cell: ({ at }) => <Moment iso={at} zone={zone} seconds /> },
  {
    id: 'request',
    label: 'Request',
    track: 'minmax(0, 1fr)',
    cell: ({ method, path }) => <code className={styles['path']}>{`${method} ${path}`}</code>,
  },
  { id: 'key', label: 'Key', track: '120px', cell: ({ keyName }) => keyName ?? '–' },
  {
    id: 'status',
    label: 'Answer',
    track: '190px',
    cell: ({ status, code }) => (
      <span className={status >= 400 ? styles['refused'] : undefined}>
        {code === null ? status : `${status} ${code}`}
      </span>
    ),
  },
  { id: 'rows', label: 'Rows', track: '64px', align: 'end', cell: ({ rows }) => showCount(rows) },
  {
    id: 'rejected',
    label: 'Rejects',
    track: '72px',
    align: 'end',
    cell: ({ rejected }) =>
      rejected === 0 ? '0' : <TextLink href={hrefOf(screenRoute('rejects'))}>{showCount(rejected)}</TextLink>,
  },
  { id: 'ms', label: 'Time', track: '72px', align: 'end', cell: ({ ms }) => `${ms.toFixed(1)} ms` },
];

/** The last hundred requests. */
export const RequestList = ({ requests, zone }: RequestListProps) => (
  <Panel title="Last requests" aside={<span className={styles['aside']}>at most a hundred</span>}>
    {requests.length === 0 ? (
      <EmptyState title="No request yet">Copy one of the commands below to send the first row.</EmptyState>
    ) : (
      <div className={styles['requests']}>
        <ListTable
          label="Last requests"
          columns={columnsIn(zone)}
          items={requests}
          idOf={({ id }) => id}
          nameOf={({ method, path, status }) => `${method} ${path} ${status}`}
        />
      </div>
    )}
  </Panel>
);
