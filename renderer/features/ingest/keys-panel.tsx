import { useState } from 'react';
import type { Fault } from '#shared/fault.ts';
import type { ApiKey } from '#shared/ingest.ts';
import { showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { type ListColumn, ListTable } from '../../ui/list-table.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './ingest.module.css';
import { MakeKey } from './make-key.tsx';
import { RevokeKey } from './revoke-key.tsx';

interface KeysPanelProps {
  /** Null until they are here. */
  readonly keys: readonly ApiKey[] | null;
  readonly fault: Fault | null;
  readonly zone: string;
}

const columnsIn = (zone: string): readonly ListColumn<ApiKey>[] => [
  {
    id: 'name',
    label: 'Key',
    track: 'minmax(0, 1fr)',
    cell: ({ name, hint, revokedAt }) => (
      <span className={revokedAt === null ? undefined : styles['muted']}>
        {name} <code className={styles['hint']}>{`${hint}…`}</code>
      </span>
    ),
  },
  {
    id: 'tables',
    label: 'Tables',
    track: 'minmax(0, 1fr)',
    cell: ({ tables }) => tables?.join(', ') ?? 'all',
  },
  {
    id: 'rate',
    label: 'Requests',
    track: '96px',
    align: 'end',
    cell: ({ requestRate }) => `${showCount(requestRate)}/s`,
  },
  {
    id: 'used',
    label: 'Last used',
    track: '132px',
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : <Moment iso={lastUsedAt} zone={zone} />),
  },
  {
    id: 'end',
    label: 'Until',
    track: '190px',
    cell: ({ revokedAt, expiresAt }) =>
      revokedAt !== null ? (
        <span className={styles['muted']}>
          revoked <Moment iso={revokedAt} zone={zone} />
        </span>
      ) : expiresAt === null ? (
        'it is revoked'
      ) : (
        <Moment iso={expiresAt} zone={zone} />
      ),
  },
  {
    id: 'act',
    label: 'Act',
    track: '96px',
    align: 'end',
    cell: (key) => (key.revokedAt === null ? <RevokeKey apiKey={key} /> : null),
  },
];

/** Who may send rows. A key itself is shown once, when it is made. */
export function KeysPanel({ keys, fault, zone }: KeysPanelProps) {
  const [isMaking, setMaking] = useState(false);
  return (
    <Panel
      title="Keys"
      aside={
        <Button icon="plus" onPress={() => setMaking(true)}>
          Make a key
        </Button>
      }
    >
      {fault === null ? null : <FaultNotice fault={fault} />}
      {keys === null ? null : keys.length === 0 ? (
        <EmptyState title="No key yet">Every request carries a key: without one the service takes nothing.</EmptyState>
      ) : (
        <ListTable
          label="Keys"
          columns={columnsIn(zone)}
          items={keys}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
        />
      )}
      {isMaking ? <MakeKey onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}
