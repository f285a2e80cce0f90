import { useEffect, useState } from 'react';
import type { Connection } from '#shared/connection.ts';
import type { AppInfo } from '#shared/contract/app.ts';
import { hrefOf } from '../../app/navigation.ts';
import { showWhere } from '../../app/show-connection.ts';
import type { Opening } from '../../app/use-workspace.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import styles from './opening-view.module.css';
import { PasswordPrompt } from './password-prompt.tsx';

interface OpeningViewProps {
  readonly opening: Extract<Opening, { state: 'opening' | 'failed' }>;
  readonly secrets: AppInfo['secrets'];
}

/** Seconds since the component came, for the sentence of what takes long. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}

function Waiting({ connection }: { readonly connection: Connection }) {
  const seconds = useSeconds();
  return (
    <output className={styles['waiting']}>
      {connection.kind === 'embedded' ? 'Starting the built-in database' : `Connecting to ${showWhere(connection)}`}
      {seconds < 2 ? '' : `, ${seconds} s`}
    </output>
  );
}

/** What stands in the place of every screen until the connection is open, or where it cannot be opened. */
export function OpeningView({ opening, secrets }: OpeningViewProps) {
  const { connection } = opening;
  if (opening.state === 'opening') return <Waiting connection={connection} />;
  const { fault, retry } = opening;
  if (fault.code === 'postgres.passwordNeeded' || fault.code === 'postgres.password') {
    return <PasswordPrompt key={connection.id} connection={connection} fault={fault} secrets={secrets} />;
  }
  return (
    <div className={styles['view']}>
      <h1 className={styles['title']}>{connection.name}</h1>
      <p className={styles['words']}>{showWhere(connection)}</p>
      <FaultNotice
        fault={fault}
        className={styles['notice']}
        actions={[
          { label: 'Try again', onPress: retry },
          ...(connection.kind === 'server'
            ? [{ label: 'Edit connection', href: hrefOf({ screen: 'connections', id: connection.id }) }]
            : []),
          { label: 'Other connections', href: hrefOf({ screen: 'connections', id: null }) },
        ]}
      />
    </div>
  );
}
