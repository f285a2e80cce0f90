import { cx } from './class-names.ts';
import { EndGlyph, type EndStateName } from './end-glyph.tsx';
import styles from './end-state.module.css';

const words: Readonly<Record<EndStateName, string>> = {
  loaded: 'Loaded',
  loadedWithRejects: 'Loaded with rejects',
  failed: 'Failed',
  running: 'Copying',
  checked: 'Checked only',
  cancelled: 'Cancelled',
  unknown: 'Not settled',
  none: 'No run yet',
};

/** The word of a state, as it stands beside its glyph. */
export const endStateWord = (state: EndStateName): string => words[state];

interface EndStateProps {
  readonly state: EndStateName;
  /** Instead of the state's own word, for instance `Checking`. */
  readonly word?: string;
  /** As the head of a page. */
  readonly big?: boolean;
}

/** How a run ended, or where it stands: a glyph and its word, always both. */
export const EndState = ({ state, word, big }: EndStateProps) => (
  <span className={cx(styles['state'], styles[state], big === true && styles['big'])} data-end={state}>
    <EndGlyph state={state} size={big === true ? 18 : 14} />
    {word ?? words[state]}
  </span>
);
