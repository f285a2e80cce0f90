import { useState } from 'react';
import type { Workspace } from '../../app/use-workspace.ts';
import { hrefOf, useNavigate } from '../../app/navigation.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { showAmount } from '#shared/units.ts';
import { ConnectionForm } from './connection-form.tsx';
import { ConnectionList } from './connection-list.tsx';
import { FirstStart } from './first-start.tsx';
import { useEmbedded } from './use-embedded.ts';

interface ConnectionsScreenProps {
  readonly workspace: Workspace;
  /** A saved connection to edit, `new`, or null for the list. */
  readonly id: string | null;
  readonly onUse: (id: string) => void;
  /** The window is on another connection now. */
  readonly onConnected: () => void;
}

/** Where one can be connected: the first start, the saved ones, or the form of one. */
export function ConnectionsScreen({ workspace, id, onUse, onConnected }: ConnectionsScreenProps) {
  const { connections, info, opening } = workspace;
  const navigate = useNavigate();
  const calls = useCalls();
  const remove = useAction(calls.connections.remove.mutationOptions());
  const [isFirst] = useState(connections.length === 0);
  const embedded = useEmbedded(connections, onConnected);
  const showList = (): void => navigate({ screen: 'connections', id: null });
  const showForm = (): void => navigate({ screen: 'connections', id: 'new' });
  const saved = connections.find((connection) => connection.id === id) ?? null;

  if (id === 'new' || saved !== null) {
    return (
      <>
        <ScreenHeader
          crumb={<TextLink href={hrefOf({ screen: 'connections', id: null })}>Connections</TextLink>}
          title={saved === null ? 'Connect to Postgres' : saved.name}
        />
        <ConnectionForm key={id} saved={saved} secrets={info.secrets} onConnected={onConnected} onCancel={showList} />
      </>
    );
  }
  // Saved, and not open yet: the first start stays until the tables are there.
  if (connections.length === 0 || (isFirst && embedded.starting)) {
    return (
      <FirstStart
        embedded={info.embedded}
        platform={info.platform}
        starting={embedded.starting}
        fault={embedded.fault}
        onUseEmbedded={embedded.use}
        onConnect={showForm}
      />
    );
  }
  const hasEmbedded = connections.some(({ kind }) => kind === 'embedded');
  const fault = remove.fault ?? embedded.fault;
  return (
    <>
      <ScreenHeader title="Connections" note={showAmount(connections.length, 'saved connection')}>
        {hasEmbedded || !info.embedded ? null : (
          <Button icon="database" onPress={embedded.use} isDisabled={embedded.starting}>
            Use the built-in database
          </Button>
        )}
        <Button variant="primary" icon="plus" onPress={showForm}>
          Connect to Postgres
        </Button>
      </ScreenHeader>
      {fault === null ? null : <FaultNotice fault={fault} />}
      <ConnectionList
        connections={connections}
        currentId={opening.state === 'none' ? null : opening.connection.id}
        secrets={info.secrets}
        onUse={onUse}
        onEdit={(chosen) => navigate({ screen: 'connections', id: chosen })}
        onRemove={(chosen) => void remove.run({ id: chosen })}
      />
    </>
  );
}
