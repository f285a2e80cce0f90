import { useLayoutEffect, useRef, type FocusEvent, type KeyboardEvent } from 'react';
import styles from './data-grid.module.css';
import { isComposing } from './use-cell-editor.ts';

/** What a key does to a text in edit. */
export type EditEnd = 'down' | 'up' | 'right' | 'left' | 'next' | 'before' | 'drop' | 'leave';

interface CellInputProps {
  readonly label: string;
  readonly text: string;
  /** Id of the verdict below. */
  readonly describedBy: string | undefined;
  readonly onChange: (text: string) => void;
  /** drop: the text is put back; all others keep it. */
  readonly onEnd: (end: EditEnd) => void;
}

function endOf({ key, shiftKey }: KeyboardEvent): EditEnd | null {
  switch (key) {
    case 'Enter':
      return shiftKey ? 'up' : 'down';
    case 'Tab':
      return shiftKey ? 'left' : 'right';
    case 'F8':
      return shiftKey ? 'before' : 'next';
    case 'Escape':
      return 'drop';
    default:
      return null;
  }
}

/** The editor in a cell. It takes the focus as it opens, with its text chosen: what is typed first replaces it. */
export function CellInput({ label, text, describedBy, onChange, onEnd }: CellInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // The grid has brought the cell into sight.
    input.current?.focus({ preventScroll: true });
    input.current?.select();
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    // Keys that write, and those that move the caret, are the input's: the grid must not hear them.
    event.stopPropagation();
    if (isComposing(event)) return;
    const end = event.altKey || event.ctrlKey || event.metaKey ? null : endOf(event);
    if (end === null) return;
    event.preventDefault();
    onEnd(end);
  };
  const onBlur = (event: FocusEvent): void => {
    // A window that goes behind another one leaves the editor open.
    if (event.relatedTarget === null && !document.hasFocus()) return;
    onEnd('leave');
  };
  return (
    <input
      ref={input}
      className={styles['input']}
      value={text}
      aria-label={label}
      aria-describedby={describedBy}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    />
  );
}
