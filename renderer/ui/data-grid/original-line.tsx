import styles from './data-grid.module.css';

interface OriginalLineProps {
  readonly line: string;
  readonly delimiter: string;
}

/** A line as it came, with its delimiters coloured. */
export function OriginalLine({ line, delimiter }: OriginalLineProps) {
  if (delimiter === '') return line;
  let offset = 0;
  return line.split(delimiter).map((part) => {
    const at = offset;
    offset += part.length + delimiter.length;
    return (
      <span key={at}>
        {at === 0 ? null : <i className={styles['delimiter']}>{delimiter}</i>}
        {part}
      </span>
    );
  });
}
