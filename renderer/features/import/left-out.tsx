import type { Fault } from '#shared/fault.ts';
import { Button } from '../../ui/button.tsx';
import { useBatch } from './batch-provider.tsx';
import { readingActions } from './fault-actions.ts';
import type { FileView } from './file-view.ts';
import styles from './next-panel.module.css';

interface LeftOutProps {
  readonly view: FileView;
  /** Why; its sentence stands where it arose. */
  readonly fault: Fault;
  /** Other files go in without it. */
  readonly othersGo: boolean;
  readonly onCheck: () => void;
}

/** A file that was not read to its end does not go in: the ways on from there. */
export function LeftOut({ view, fault, othersGo, onCheck }: LeftOutProps) {
  const { change, sendAgain } = useBatch();
  const { key, file } = view;
  const isChecked = view.fault === null;
  return (
    <>
      <h3 className="cut" title={file.name}>
        {othersGo ? `${file.name} is left out` : `${file.name} cannot go in`}
      </h3>
      <p className={styles['quiet']}>
        {isChecked ? 'Its check ended before the end of the file.' : 'It cannot be read.'}
        {othersGo ? ' The other files go in without it.' : ''}
      </p>
      <div className={styles['ways']}>
        {readingActions(fault, view, change).map(({ label, onPress }) => (
          <Button key={label} {...(onPress === undefined ? {} : { onPress })}>
            {label}
          </Button>
        ))}
        <Button onPress={() => change({ type: 'remove', key })}>Take it out</Button>
        {isChecked && !othersGo ? null : (
          <Button onPress={isChecked ? onCheck : () => sendAgain(key)}>
            {isChecked ? 'Check again' : 'Read again'}
          </Button>
        )}
      </div>
    </>
  );
}
