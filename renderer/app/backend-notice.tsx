import { useState } from 'react';
import type { Fault } from '#shared/fault.ts';
import { useConnectionState } from '../client/client-provider.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import styles from './backend-notice.module.css';
import { hrefOf, screenRoute } from './navigation.ts';

/** Says that the backend was lost, while it is and until that was read. */
export function BackendNotice() {
  const { state, fault } = useConnectionState();
  const [lost, setLost] = useState<Fault | null>(null);
  // Kept beyond the moment in which the connection is back.
  if (state === 'lost' && fault !== null && fault !== lost) setLost(fault);
  if (lost === null) return null;
  return (
    <FaultNotice
      className={styles['notice']}
      fault={lost}
      {...(state === 'open'
        ? {
            actions: [{ label: 'Look at the runs', href: hrefOf(screenRoute('runs')) }],
            onDismiss: () => setLost(null),
          }
        : {})}
    />
  );
}
