import { useState } from 'react';
import type { Connection } from '#shared/connection.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './ingest.module.css';

interface StartFormProps {
  readonly connection: Connection;
  /** Whether anybody could send rows. */
  readonly hasKey: boolean;
}

const LOOPBACK = /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/;

/** What the service is, and where it is to listen. */
export function StartForm({ connection, hasKey }: StartFormProps) {
  const calls = useCalls();
  const start = useAction(calls.ingest.start.mutationOptions());
  const [port, setPort] = useState('');
  const [host, setHost] = useState('127.0.0.1');
  const [certificate, setCertificate] = useState('');
  const [certificateKey, setCertificateKey] = useState('');
  const isHere = LOOPBACK.test(host.trim());
  const isPort = port.trim() === '' || (/^\d{1,5}$/.test(port.trim()) && Number(port) <= 65_535);
  const isReady = isPort && host.trim() !== '' && (isHere || certificate.trim() !== '') && !start.pending;
  const go = (): void =>
    void start.run({
      connectionId: connection.id,
      port: Number(port.trim()),
      host: host.trim(),
      certificate: isHere ? null : certificate.trim(),
      certificateKey: isHere || certificateKey.trim() === '' ? null : certificateKey.trim(),
    });
  useShortcut('mod+Enter', go, isReady);
  return (
    <Panel title="Take rows over HTTP">
      <p className={styles['words']}>
        {`Other programs send 1 to 1000 rows a request, as JSON or CSV, to any table of ${connection.name}. Each row is held to the
        dictionary of its table: those that are right go in, the others are answered with all that is wrong and stand among the rejects.`}
      </p>
      <div className={styles['fields']}>
        <TextField
          label="Port"
          value={port}
          onChange={setPort}
          placeholder="a free one"
          inputMode="numeric"
          mono
          error={isPort ? undefined : 'A port is a number up to 65535.'}
        />
        <TextField label="Address" value={host} onChange={setHost} mono />
        {isHere ? null : (
          <>
            <TextField label="Certificate, a PEM file" value={certificate} onChange={setCertificate} mono />
            <TextField label="Its key, a PEM file" value={certificateKey} onChange={setCertificateKey} mono />
          </>
        )}
      </div>
      {isHere ? null : (
        <p className={styles['warning']}>
          Whoever reaches this address in the network can send requests. It needs TLS.
        </p>
      )}
      {hasKey ? null : (
        <p className={styles['words']}>There is no key yet: nobody can send rows before you make one below.</p>
      )}
      {start.fault === null ? null : <FaultNotice fault={start.fault} />}
      <Button variant="primary" big keys="mod+Enter" isDisabled={!isReady} onPress={go}>
        Start the service
      </Button>
    </Panel>
  );
}
