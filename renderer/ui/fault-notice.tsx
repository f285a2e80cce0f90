import { useState } from 'react';
import type { Fault } from '#shared/fault.ts';
import { cx } from './class-names.ts';
import styles from './fault-notice.module.css';
import { Icon } from './icon.tsx';
import { TextLink } from './text-link.tsx';

export interface NoticeAction {
  readonly label: string;
  readonly onPress?: () => void;
  readonly href?: string;
}

interface FaultNoticeProps {
  /** What is so, and what to do next. */
  readonly fault: Pick<Fault, 'sentence' | 'next'> & Partial<Pick<Fault, 'code' | 'detail' | 'id'>>;
  readonly actions?: readonly NoticeAction[];
  readonly onDismiss?: () => void;
  readonly className?: string | undefined;
}

/** A fault, where it arose; it stays until it is dismissed or solved. */
export function FaultNotice({ fault, actions = [], onDismiss, className }: FaultNoticeProps) {
  const [open, setOpen] = useState(false);
  const details = [fault.detail ?? null, [fault.code, fault.id].filter(Boolean).join(', ')].filter(
    (line): line is string => line !== null && line !== '',
  );
  return (
    <div className={cx(styles['notice'], className)} role="alert">
      <Icon name="warning" />
      <div className={styles['words']}>
        <b className={styles['sentence']}>{fault.sentence}</b>
        <p>{fault.next}</p>
        <p className={styles['actions']}>
          {actions.map((action) => (
            <TextLink key={action.label} inText {...action} className={styles['action']}>
              {action.label}
            </TextLink>
          ))}
          {details.length === 0 ? null : (
            <TextLink inText onPress={() => setOpen(!open)} className={styles['action']}>
              {open ? 'Hide details' : 'Details'}
            </TextLink>
          )}
          {onDismiss === undefined ? null : (
            <TextLink inText onPress={onDismiss} className={styles['action']}>
              Dismiss
            </TextLink>
          )}
        </p>
        {open ? <pre className={styles['details']}>{details.join('\n')}</pre> : null}
      </div>
    </div>
  );
}
