import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { TlsMode } from '#shared/connection.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './tls-choice.module.css';

const tlsModes: readonly { readonly id: TlsMode; readonly meaning: string }[] = [
  { id: 'disable', meaning: 'Not encrypted. For a server on this machine.' },
  { id: 'require', meaning: 'Encrypted. Whose certificate it is, is not looked at.' },
  { id: 'verify-ca', meaning: 'Encrypted, and the certificate is signed by an authority that is trusted.' },
  { id: 'verify-full', meaning: 'Encrypted, signed by such an authority, and made out to the host above.' },
];

interface TlsChoiceProps {
  readonly value: TlsMode;
  readonly onChange: (mode: TlsMode) => void;
  readonly error: string | undefined;
}

/** The four ways to keep a connection from others' eyes, by the names that libpq gave them. */
export const TlsChoice = ({ value, onChange, error }: TlsChoiceProps) => (
  <RadioGroup
    className={styles['group'] ?? ''}
    value={value}
    onChange={(id) => {
      const chosen = tlsModes.find((mode) => mode.id === id);
      if (chosen !== undefined) onChange(chosen.id);
    }}
    isInvalid={error !== undefined}
  >
    <Label className={styles['label'] ?? ''}>TLS</Label>
    {tlsModes.map((mode) => (
      <Radio key={mode.id} value={mode.id} className={styles['mode'] ?? ''}>
        <span className={styles['dot']} aria-hidden="true" />
        <span className={styles['name']}>{mode.id}</span>
        <VisuallyHidden>: </VisuallyHidden>
        <span className={styles['meaning']}>{mode.meaning}</span>
      </Radio>
    ))}
    {error === undefined ? null : <p className={styles['error']}>{error}</p>}
  </RadioGroup>
);
