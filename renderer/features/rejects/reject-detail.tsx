import type { Dialect } from '#shared/dialect.ts';
import type { Reject } from '#shared/reject.ts';
import { showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import type { RejectField } from './reject-columns.tsx';
import styles from './reject-detail.module.css';
import { RejectLines } from './reject-lines.tsx';
import { errorsNow, stateWord } from './row-fields.ts';

/** What can be done with the row in hand. */
export interface RejectActions {
  readonly onPutBack: () => void;
  readonly onAside: (aside: boolean) => void;
  /** Makes room for a field that is missing, before the column that is active. */
  readonly shift: { readonly column: string; readonly onPress: () => void } | null;
}

interface RejectDetailProps {
  readonly reject: Reject;
  /** 0-based place among those that are shown. */
  readonly place: number;
  readonly shown: number;
  readonly fields: readonly RejectField[];
  readonly dialect: Pick<Dialect, 'delimiter' | 'quote' | 'escape'>;
  readonly onStep: (step: 1 | -1) => void;
  /** Null: the row cannot be changed. */
  readonly actions: RejectActions | null;
}

/** The first sentence of an error stands out; what follows it explains. */
function Sentence({ text }: { readonly text: string }) {
  const end = text.indexOf('. ');
  return (
    <>
      <b>{end < 0 ? text : text.slice(0, end + 1)}</b>
      {end < 0 ? '' : text.slice(end + 1)}
    </>
  );
}

/** What is wrong with a row now, or where it stands. */
function Errors({ reject }: { readonly reject: Reject }) {
  const errors = errorsNow(reject);
  return (
    <ol className={styles['errors']}>
      {reject.state === 'open' ? null : (
        <li>
          <b className={styles['state']}>{stateWord(reject.state)}.</b>{' '}
          <span className={styles['quiet']}>
            It came with: {reject.errors.map(({ sentence }) => sentence).join(' ')}
          </span>
        </li>
      )}
      {reject.state === 'open'
        ? errors.map((error) => (
            <li key={`${error.code} ${error.column ?? ''} ${error.sentence}`}>
              <Sentence text={error.sentence} /> <code className={styles['code']}>{error.code}</code>
            </li>
          ))
        : null}
    </ol>
  );
}

/** The buttons for the row in hand. */
function Actions({ reject, actions }: { readonly reject: Reject; readonly actions: RejectActions }) {
  const { state, fix } = reject;
  return (
    <div className={styles['actions']}>
      {actions.shift === null ? null : (
        <Button icon="shift-right" onPress={actions.shift.onPress}>
          Shift from {actions.shift.column}
        </Button>
      )}
      <Button onPress={actions.onPutBack} isDisabled={fix === null || state === 'aside'}>
        Put back
      </Button>
      <Button onPress={() => actions.onAside(state !== 'aside')}>
        {state === 'aside' ? 'Take back' : 'Set aside'}
      </Button>
    </div>
  );
}

/** One reject in full: where it stands in the file, everything that is wrong with it, and its line as it came and will be sent. */
export const RejectDetail = ({ reject, place, shown, fields, dialect, onStep, actions }: RejectDetailProps) => (
  <section className={styles['detail']} aria-label={`Record ${showCount(reject.record)}`}>
    <div className={styles['told']}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>Record {showCount(reject.record)}</h2>
        <span className={styles['quiet']}>byte {showCount(reject.byteOffset)}</span>
        <span className={styles['place']}>
          {showCount(place + 1)} of {showCount(shown)} shown
        </span>
        <Button variant="plain" keys="shift+F8" onPress={() => onStep(-1)}>
          Previous
        </Button>
        <Button variant="plain" keys="F8" onPress={() => onStep(1)}>
          Next problem
        </Button>
      </div>
      <Errors reject={reject} />
      <RejectLines reject={reject} fields={fields} dialect={dialect} />
    </div>
    {actions === null || reject.state === 'loaded' ? null : <Actions reject={reject} actions={actions} />}
  </section>
);
