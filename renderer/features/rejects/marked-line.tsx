import { Fragment } from 'react';
import gridStyles from '../../ui/data-grid/data-grid.module.css';
import type { LinePart } from './line-parts.ts';
import styles from './reject-detail.module.css';

interface MarkedLineProps {
  readonly parts: readonly LinePart[];
  readonly delimiter: string;
}

/** A line with its delimiters coloured, and some of its fields marked. */
export const MarkedLine = ({ parts, delimiter }: MarkedLineProps) =>
  parts.map(({ text, look }, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- a field of a line is known by its place
    <Fragment key={at}>
      {at === 0 ? null : <i className={gridStyles['delimiter']}>{delimiter}</i>}
      {look === 'wrong' ? <mark className={styles['wrong']}>{text}</mark> : null}
      {look === 'new' ? <ins className={styles['new']}>{text}</ins> : null}
      {look === 'plain' ? text : null}
    </Fragment>
  ));
