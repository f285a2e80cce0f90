import { useState } from 'react';
import type { Connection } from '#shared/connection.ts';
import type { AppInfo } from '#shared/contract/app.ts';
import { showPlace, showTls } from '../../app/show-connection.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './connection-list.module.css';

interface ConnectionListProps {
  readonly connections: readonly Connection[];
  readonly currentId: string | null;
  readonly secrets: AppInfo['secrets'];
  readonly onUse: (id: string) => void;
  readonly onEdit: (id: string) => void;
  readonly onRemove: (id: string) => void;
}

function passwordWords(connection: Connection, secrets: AppInfo['secrets']): string {
  if (connection.kind === 'embedded') return 'No password needed';
  if (connection.password === 'stored') return 'Password kept by the system';
  if (connection.password === 'session') return 'Password known in this session';
  return secrets === 'os' ? 'Password not kept' : 'Password asked once in each session';
}

interface RowProps extends Omit<ConnectionListProps, 'connections' | 'onRemove'> {
  readonly connection: Connection;
  readonly onAskRemove: () => void;
}

function Row({ connection, currentId, secrets, onUse, onEdit, onAskRemove }: RowProps) {
  const { id, name, address, environment, kind } = connection;
  const inUse = id === currentId;
  return (
    <tr data-env={environment} aria-current={inUse ? 'true' : undefined}>
      <td className={styles['who']}>
        <span className={styles['sign']}>
          <Icon name="database" />
        </span>
        <b className={styles['first']}>{name}</b>
        <span className={styles['environment']}>{environment}</span>
      </td>
      <td>
        <span className={styles['first']}>{showPlace(connection)}</span>
        <span className={styles['second']}>
          {address === null ? 'PostgreSQL 18, starts with Sluice' : `${address.database} as ${address.user}`}
        </span>
      </td>
      <td>
        <span className={styles['first']}>{showTls(connection)}</span>
        <span className={styles['second']}>{passwordWords(connection, secrets)}</span>
      </td>
      <td>
        <div className={styles['actions']}>
          {inUse ? (
            <span className={styles['inUse']}>
              <Icon name="check" size={14} /> in use
            </span>
          ) : (
            <Button onPress={() => onUse(id)} aria-label={`Connect to ${name}`}>
              Connect
            </Button>
          )}
          <MenuButton
            label={`More about ${name}`}
            icon="more"
            iconOnly
            variant="plain"
            entries={[
              ...(kind === 'server' ? [{ id: 'edit', label: 'Edit', icon: 'pencil' as const }] : []),
              { id: 'remove', label: 'Remove', icon: 'trash', destroys: true },
            ]}
            onChoose={(choice) => {
              if (choice === 'edit') onEdit(id);
              else onAskRemove();
            }}
          />
        </div>
      </td>
    </tr>
  );
}

/** The saved connections, each with what leads there. */
export function ConnectionList({ connections, onRemove, ...rest }: ConnectionListProps) {
  const [asked, setAsked] = useState<Connection | null>(null);
  const close = (): void => setAsked(null);
  return (
    <>
      <table className={styles['list']}>
        <thead>
          <tr>
            <th scope="col">Connection</th>
            <th scope="col">Server</th>
            <th scope="col">TLS and password</th>
            <th scope="col">
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <Row key={connection.id} connection={connection} {...rest} onAskRemove={() => setAsked(connection)} />
          ))}
        </tbody>
      </table>
      <Dialog
        title={`Remove ${asked?.name ?? ''}?`}
        isOpen={asked !== null}
        onClose={close}
        role="alertdialog"
        actions={
          <>
            <Button onPress={close}>Keep it</Button>
            <Button
              variant="destroy"
              onPress={() => {
                if (asked !== null) onRemove(asked.id);
                close();
              }}
            >
              Remove connection
            </Button>
          </>
        }
      >
        <p>
          The way there and its password are forgotten. The database and its tables stay as they are, and so do the
          runs.
        </p>
      </Dialog>
    </>
  );
}
