import { showAmount } from '#shared/units.ts';
import styles from './drop-frame.module.css';

export interface DroppedFile {
  readonly name: string;
  /** The table it would go to; null while it is not known. */
  readonly table: string | null;
  /** How the table was found, for instance `by column count`. */
  readonly foundBy?: string;
}

interface DropFrameProps {
  readonly files: readonly DroppedFile[];
  /** How many files are over the window; their names are not always known before the drop. */
  readonly count: number;
  /** What becomes of them; left out: they are imported. */
  readonly title?: string;
  /** over: drawn inside the window's edge. box: drawn in its place. */
  readonly look?: 'over' | 'box';
}

/** Files are over the window: a water frame inside its edge, and for each file the table it would go to. */
export const DropFrame = ({ files, count, title, look = 'over' }: DropFrameProps) => (
  <output className={styles[look]}>
    <span className={styles['words']}>
      <b className={styles['title']}>{title ?? `Drop to import ${showAmount(count, 'file')}`}</b>
      {files.map((file) => (
        <span key={file.name} className={styles['file']}>
          {file.name}
          {file.table === null ? null : (
            <>
              {' to '}
              <b>{file.table}</b>
              {file.foundBy === undefined ? null : `, ${file.foundBy}`}
            </>
          )}
        </span>
      ))}
    </span>
  </output>
);
