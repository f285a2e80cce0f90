import { LANE_GAP, laneWidths, threadsOf, threadsPath, waterPath, type ChannelShape } from './ledger-geometry.ts';
import styles from './ledger.module.css';
import type { LedgerDrawing } from './ledger-size.ts';
import type { Lane } from './ledger-words.ts';

interface LedgerBodyProps {
  readonly shape: ChannelShape;
  readonly lanes: readonly Lane[];
  readonly drawing: LedgerDrawing;
}

/** The fall and the lanes: as long as the part of the channel that was read. */
export function LedgerBody({ shape, lanes, drawing }: LedgerBodyProps) {
  const width = shape.width * shape.done;
  const widths = laneWidths(
    lanes.map((lane) => lane.count),
    width,
  );
  const tray = widths.at(-1) ?? 0;
  const went = Math.max(0, width - tray - (tray > 0 ? LANE_GAP : 0));
  const height = drawing.fall + drawing.tray;
  const threads = threadsOf(shape, { x: width - tray, width: tray }, drawing.threadsMax);
  const water = shape.read === 0 || went < 1 ? '' : waterPath(width, went, drawing.fall);
  return (
    <div className={styles['body']} style={{ width: shape.read === 0 ? '100%' : `${shape.done * 100}%` }}>
      <svg
        className={styles['fall']}
        viewBox={`0 0 ${Math.max(1, width)} ${height}`}
        preserveAspectRatio="none"
        data-share={shape.done}
      >
        <path className={styles['water']} d={water} />
        <path className={styles['threads']} d={threadsPath(threads, height)} vectorEffect="non-scaling-stroke" />
      </svg>
      <div className={styles['lanes']}>
        {lanes.map((lane, index) =>
          lane.count === 0 ? null : (
            <i
              key={lane.name}
              className={styles['lane']}
              data-lane={lane.name}
              style={{ flexGrow: widths[index] ?? 0 }}
            />
          ),
        )}
        {shape.read === 0 ? <i className={styles['nothing']} /> : null}
      </div>
    </div>
  );
}
