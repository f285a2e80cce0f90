import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Connection } from '#shared/connection.ts';
import type { AppInfo } from '#shared/contract/app.ts';
import type { Fault } from '#shared/fault.ts';
import { hrefOf } from '../../app/navigation.ts';
import { showWhere } from '../../app/show-connection.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './opening-view.module.css';
import { useConnect } from './use-connect.ts';

interface PasswordPromptProps {
  readonly connection: Connection;
  /** Why the password is asked: it is not known, or it was refused. */
  readonly fault: Fault;
  readonly secrets: AppInfo['secrets'];
}

/** Asks for the password of a saved connection, once in each session. */
export function PasswordPrompt({ connection, fault, secrets }: PasswordPromptProps) {
  const { open, pending } = useConnect();
  const [password, setPassword] = useState('');
  const [refused, setRefused] = useState<Fault | null>(fault.code === 'postgres.password' ? fault : null);
  const wrongPassword = refused?.code === 'postgres.password';
  const connect = async (): Promise<void> => {
    setRefused(await open(connection.id, password));
  };
  return (
    <Form
      className={styles['view'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void connect();
      }}
    >
      <h1 className={styles['title']}>{connection.name}</h1>
      <p className={styles['words']}>
        {showWhere(connection)}
        {connection.address === null ? '' : `, as ${connection.address.user}`}.{' '}
        {secrets === 'os'
          ? 'Its password is not kept.'
          : 'There is no password store here, so the password is asked once in each session.'}
      </p>
      <TextField
        className={styles['field']}
        label="Password"
        type="password"
        value={password}
        onChange={(value) => {
          setPassword(value);
          setRefused(null);
        }}
        error={wrongPassword ? `${refused.sentence} ${refused.next}` : undefined}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- nothing else can be done here
        autoFocus
      />
      {refused === null || wrongPassword ? null : <FaultNotice fault={refused} className={styles['notice']} />}
      <div className={styles['actions']}>
        <Button variant="primary" type="submit" isDisabled={pending}>
          Connect
        </Button>
        <TextLink href={hrefOf({ screen: 'connections', id: connection.id })}>Edit connection</TextLink>
        <TextLink href={hrefOf({ screen: 'connections', id: null })}>Other connections</TextLink>
      </div>
    </Form>
  );
}
