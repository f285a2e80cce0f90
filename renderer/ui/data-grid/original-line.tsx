import { Fragment } from 'react';
import styles from './data-grid.module.css';

interface OriginalLineProps {
  readonly line: string;
  readonly delimiter: string;
}

/** A line as it came, with its delimiters coloured. */
export function OriginalLine({ line, delimiter }: OriginalLineProps) {
  if (delimiter === '') return line;
  return line.split(delimiter).map((part, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- a field of a line is known by its place
    <Fragment key={at}>
      {at === 0 ? null : <i className={styles['delimiter']}>{delimiter}</i>}
      {part}
    </Fragment>
  ));
}
