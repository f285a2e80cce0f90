import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import styles from './check-box.module.css';

interface CheckBoxProps {
  readonly children: ReactNode;
  /** Second line: what it means. */
  readonly detail?: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (on: boolean) => void;
  readonly isDisabled?: boolean;
}

/** On or off, with its word. */
export const CheckBox = ({ children, detail, isSelected, onChange, isDisabled }: CheckBoxProps) => (
  <Checkbox
    className={styles['check'] ?? ''}
    isSelected={isSelected}
    onChange={onChange}
    isDisabled={isDisabled === true}
  >
    <svg className={styles['box']} viewBox="0 0 16 16" aria-hidden="true">
      <rect x="1" y="1" width="14" height="14" rx="3" />
      <path d="m4.2 8.3 2.6 2.6 5-5.6" />
    </svg>
    <span>
      {children}
      {detail === undefined ? null : <small className={styles['detail']}>{detail}</small>}
    </span>
  </Checkbox>
);
