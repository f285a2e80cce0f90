import type { RejectState } from '#shared/reject.ts';
import { cx } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { stateWord } from './row-fields.ts';
import styles from './state-glyph.module.css';

/** Where a reject stands: an open diamond in gold, a tick in water, a box, a filled disc. Its word is said aloud. */
export const StateGlyph = ({ state }: { readonly state: RejectState }) => (
  <span className={cx(styles['glyph'], styles[state])} title={stateWord(state)}>
    {state === 'fixed' ? <Icon name="check" size={14} /> : null}
    {state === 'aside' ? <Icon name="aside" size={13} /> : null}
    {state === 'open' || state === 'loaded' ? stateWord(state) : <VisuallyHidden>{stateWord(state)}</VisuallyHidden>}
  </span>
);
