import type { ReactNode } from 'react';
import { cx } from '../class-names.ts';
import { VisuallyHidden } from '../visually-hidden.tsx';
import type { GridCell, GridColumn } from './grid-column.ts';
import styles from './data-grid.module.css';
import { OriginalLine } from './original-line.tsx';

interface CellParts<Row> {
  readonly id: string;
  readonly column: GridColumn<Row>;
  /** px of the column, at least. */
  readonly width: number;
  /** 0-based, without the gutter. */
  readonly place: number;
  /** 1-based, with the gutter. */
  readonly colIndex: number;
  /** Null while the row is on its way. */
  readonly cell: GridCell | null;
  readonly isActive: boolean;
  /** Of what is said below the active cell. */
  readonly sayId: string;
  /** Stands in the cell instead of its value; null: the cell is not in edit. */
  readonly editor: ReactNode;
  readonly isPassing: boolean;
}

/** A line is at most so long in a cell, whatever it holds. */
const LINE_MAX = 400;

/** px of a character as cells set them, rounded up, and of what a cell has beside its text. */
const LETTER = 7.4;
const AROUND = 22;

/** Whether a text may be wider than its cell: only in mono, and of usual letters, is that known without measuring. */
function mayOverflow(cell: GridCell | null, font: 'mono' | 'text', width: number): boolean {
  if (cell === null) return false;
  const text = cell.word ?? cell.text;
  return font === 'text' || text.length * LETTER + AROUND > width || /[^ -~\u{a0}-\u{24f}]/u.test(text);
}

function contentOf({ text, word, delimiter, content, look }: GridCell, isPassing: boolean): ReactNode {
  if (word !== undefined) return look === 'gone' && !isPassing ? <span className={styles['chip']}>{word}</span> : word;
  if (content !== undefined) return content;
  if (delimiter === undefined) return text;
  const line = text.slice(0, LINE_MAX);
  return isPassing ? line : <OriginalLine line={line} delimiter={delimiter} />;
}

/**
 * One cell: its text or what stands for it, with its look. Not a component: a frame in which thirty rows come into sight
 * has no time for a fiber more a cell.
 */
export function drawCell<Row>(parts: CellParts<Row>): ReactNode {
  const { id, column, width, place, colIndex, cell, isActive, sayId, editor, isPassing } = parts;
  const font = column.font ?? 'mono';
  const look = cell?.look ?? 'plain';
  const atEnd = (cell?.align ?? column.align) === 'end';
  const said = isActive && cell?.say !== undefined && editor === null;
  return (
    <td
      key={column.id}
      id={isActive ? id : undefined}
      aria-colindex={colIndex}
      aria-invalid={look === 'bad' || look === 'gone' ? true : undefined}
      aria-describedby={said ? sayId : undefined}
      className={cx(
        styles['cell'],
        styles[look],
        atEnd && styles['end'],
        font === 'text' ? styles['text'] : styles['raw'],
        cell?.word !== undefined && styles['word'],
        mayOverflow(cell, font, width) && styles['cut'],
      )}
      data-column={place}
      data-active={isActive ? true : undefined}
    >
      {editor ?? (cell === null ? '' : contentOf(cell, isPassing))}
      {cell?.say !== undefined && !said && editor === null && !isPassing ? (
        <VisuallyHidden>{`, ${cell.say.sentence}`}</VisuallyHidden>
      ) : null}
    </td>
  );
}
