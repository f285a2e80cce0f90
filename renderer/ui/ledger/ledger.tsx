import { useRef, type ReactNode } from 'react';
import type { Ledger as Counts } from '#shared/load.ts';
import { showCount } from '#shared/units.ts';
import { LiveRegion } from '../live-region.tsx';
import { VisuallyHidden } from '../visually-hidden.tsx';
import { LedgerBody } from './ledger-body.tsx';
import { LedgerChannel } from './ledger-channel.tsx';
import { setSum } from './ledger-geometry.ts';
import styles from './ledger.module.css';
import { drawingOf, type LedgerSize } from './ledger-size.ts';
import { LedgerSum } from './ledger-sum.tsx';
import { lanesOf, ledgerName, ledgerSentence, quarterOf, type LedgerState } from './ledger-words.ts';
import { useAnnouncement } from './use-announcement.ts';
import { useReducedMotion, useStepped } from './use-stepped.ts';
import { useWidth } from './use-width.ts';

interface LedgerProps {
  readonly ledger: Counts;
  readonly size: LedgerSize;
  readonly state: LedgerState;
  /** Rows read and not yet copied; only while running. */
  readonly onTheWay?: number;
  /** Part of the source's bytes that was read, 0 to 1; only while running. Left out where the size is not known. */
  readonly done?: number;
  /** At the right of what was read: a file's name, or how to read the drawing. */
  readonly note?: ReactNode;
}

const LIVE_STEP_MS = 100;
const CALM_STEP_MS = 1000;

/**
 * Read = inserted + updated + skipped + rejected, drawn: the channel of what came in, the fall, and the lanes of where
 * it went, which are together as long as the channel. The numbers are the truth; the drawing is hidden from who listens.
 * Leave 20 px free at its left: the = hangs in the margin.
 */
export function Ledger({ ledger, size, state, onTheWay = 0, done = 1, note }: LedgerProps) {
  const live = state === 'running' || state === 'checking';
  const calm = useReducedMotion();
  const now = useStepped({ ledger, onTheWay, done }, calm ? CALM_STEP_MS : LIVE_STEP_MS, live);
  const frame = useRef<HTMLDivElement>(null);
  const drawing = drawingOf(size);
  const width = useWidth(frame, drawing.width);
  const grown = live ? Math.min(1, Math.max(0, now.done)) : 1;
  const lanes = lanesOf(now.ledger, state, now.onTheWay);
  const sentence = ledgerSentence(now.ledger, state, now.onTheWay);
  const announcement = useAnnouncement(quarterOf(state, grown), sentence);
  const terms = lanes.map((lane) => ({ figure: showCount(lane.count), word: lane.word }));
  // The small one sets its sum as a statement, one lane a line.
  const set = size === 'small' ? 'beside' : setSum(terms, width, drawing.figure);
  const shape = {
    width,
    bins: now.ledger.marks,
    read: now.ledger.read,
    rejected: now.ledger.rejected,
    done: grown,
    markMin: drawing.markMin,
  };
  return (
    <section
      className={styles['ledger']}
      aria-label={ledgerName(now.ledger, state)}
      data-size={size}
      data-state={state}
      data-words={set === 'beside' ? 'beside' : 'below'}
      data-figures={set === 'less' ? 'less' : 'full'}
      data-empty={now.ledger.read === 0}
    >
      <VisuallyHidden>{sentence}</VisuallyHidden>
      <LiveRegion message={announcement} />
      <p className={styles['read']}>
        <b className={styles['number']}>{showCount(now.ledger.read)}</b>
        <span className={styles['word']}>read</span>
        {note === undefined ? null : <span className={styles['note']}>{note}</span>}
      </p>
      <div ref={frame} className={styles['drawing']} aria-hidden="true">
        <LedgerChannel shape={shape} />
        <LedgerBody shape={shape} lanes={lanes} drawing={drawing} />
      </div>
      <LedgerSum lanes={lanes} />
    </section>
  );
}
