import { marksOf, marksPath, type ChannelShape } from './ledger-geometry.ts';
import styles from './ledger.module.css';

// The drawing is stretched to the height that the style sheet gives the channel.
const HEIGHT = 10;

/** One bar from the first record of the source to the last, with a mark where each reject lies. */
export function LedgerChannel({ shape }: { readonly shape: ChannelShape }) {
  const marks = marksPath(marksOf(shape), HEIGHT);
  return (
    <div className={styles['channel']}>
      <i className={styles['stream']} style={{ width: shape.read === 0 ? 0 : `${shape.done * 100}%` }} />
      {marks === '' ? null : (
        <svg viewBox={`0 0 ${shape.width} ${HEIGHT}`} preserveAspectRatio="none">
          <path className={styles['marks']} d={marks} />
        </svg>
      )}
    </div>
  );
}
