import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Connection } from '#shared/connection.ts';
import type { AppInfo } from '#shared/contract/app.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { usesCaFile, type FieldName } from './connection-fields.ts';
import styles from './connection-form.module.css';
import { ConnectionTest } from './connection-test.tsx';
import { EnvironmentChoice } from './environment-choice.tsx';
import { PasswordKeeping } from './password-keeping.tsx';
import { TlsChoice } from './tls-choice.tsx';
import { useConnectionForm } from './use-connection-form.ts';

interface ConnectionFormProps {
  /** The connection to change; null: a new one. */
  readonly saved: Connection | null;
  readonly secrets: AppInfo['secrets'];
  readonly onConnected: () => void;
  readonly onCancel: () => void;
}

const passwordHint = (saved: Connection | null): string | undefined => {
  if (saved === null || saved.password === 'none') return undefined;
  return saved.password === 'stored' ? 'kept by the system; empty leaves it' : 'known in this session; empty leaves it';
};

/** Everything that leads to a server, and a test of it beside the fields. */
export function ConnectionForm({ saved, secrets, onConnected, onCancel }: ConnectionFormProps) {
  const form = useConnectionForm(saved);
  const [remember, setRemember] = useState(true);
  const { fields, errors, change } = form;
  const field = (name: Exclude<FieldName, 'tls'>, label: string) => ({
    label,
    name,
    value: fields[name],
    error: errors[name],
    onChange: (value: string) => change({ [name]: value }),
  });
  const hint = passwordHint(saved);
  return (
    <div className={styles['split']}>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          form.connect(remember, onConnected);
        }}
      >
        <div className={styles['fields']}>
          <TextField
            className={styles['whole']}
            label="Address as a URL"
            placeholder="postgres://user@host:5432/database"
            hint="Paste one and the fields below fill in."
            type="url"
            mono
            value={form.url}
            error={form.urlFault?.sentence}
            onChange={(text) => {
              form.setUrl(text);
              // A pasted URL comes as one change; one that is typed is read when the field is left.
              if (text.length - form.url.length > 8) form.takeUrl(text);
            }}
            onBlur={() => form.takeUrl(form.url)}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form was just opened on request
            autoFocus={saved === null}
          />
          <TextField {...field('host', 'Host')} isRequired mono />
          <TextField className={styles['port']} {...field('port', 'Port')} inputMode="numeric" isRequired mono />
          <TextField {...field('database', 'Database')} isRequired mono />
          <TextField {...field('schema', 'Schema')} isRequired mono />
          <TextField {...field('user', 'User')} isRequired mono />
          <TextField
            {...field('password', 'Password')}
            type="password"
            autoComplete="off"
            {...(hint === undefined ? {} : { placeholder: hint })}
          />
          <div className={styles['whole']}>
            <PasswordKeeping secrets={secrets} remember={remember} onRemember={setRemember} />
          </div>
          <div className={styles['whole']}>
            <TlsChoice value={fields.tls} onChange={(tls) => change({ tls })} error={errors.tls} />
          </div>
          {usesCaFile(fields.tls) ? (
            <TextField
              className={styles['whole']}
              {...field('caFile', 'CA file')}
              placeholder="empty: the authorities that this system trusts"
              mono
            />
          ) : null}
          <TextField
            {...field('name', 'Name')}
            placeholder={fields.database === '' ? 'as the database' : fields.database}
          />
          <EnvironmentChoice value={fields.environment} onChange={(environment) => change({ environment })} />
        </div>
        <div className={styles['actions']}>
          <Button onPress={onCancel}>Cancel</Button>
          <span className="grow" />
          <Button onPress={form.test} isDisabled={form.testing || form.connecting}>
            Test
          </Button>
          <Button variant="primary" type="submit" isDisabled={form.connecting}>
            Save and connect
          </Button>
        </div>
      </Form>
      <ConnectionTest report={form.report} fault={form.fault} testing={form.testing || form.connecting} />
    </div>
  );
}
