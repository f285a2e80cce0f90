import type { Reject } from '#shared/reject.ts';
import { showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { OriginalLine } from '../../ui/data-grid/original-line.tsx';
import styles from './reject-detail.module.css';

interface RejectDetailProps {
  readonly reject: Reject;
  /** 0-based place among those that are shown. */
  readonly place: number;
  readonly shown: number;
  readonly delimiter: string;
  readonly onStep: (step: 1 | -1) => void;
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

/** One reject in full: where it stands in the file, everything that is wrong with it, and the line as it came. */
export const RejectDetail = ({ reject, place, shown, delimiter, onStep }: RejectDetailProps) => (
  <section className={styles['detail']} aria-label={`Record ${showCount(reject.record)}`}>
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
    <ol className={styles['errors']}>
      {reject.errors.map((error) => (
        <li key={`${error.code} ${error.column ?? ''} ${error.sentence}`}>
          <Sentence text={error.sentence} /> <code className={styles['code']}>{error.code}</code>
        </li>
      ))}
    </ol>
    <div className={styles['line']}>
      <span className={styles['label']}>As it came</span>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long line is scrolled by key */}
      <code className={styles['raw']} tabIndex={0} aria-label="The line as it came">
        <OriginalLine line={reject.line} delimiter={delimiter} />
        {reject.cut ? <span className={styles['quiet']}> … cut here; the export has it whole</span> : null}
      </code>
    </div>
  </section>
);
