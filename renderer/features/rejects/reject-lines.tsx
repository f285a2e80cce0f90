import { useMemo } from 'react';
import type { Dialect } from '#shared/dialect.ts';
import type { Reject } from '#shared/reject.ts';
import { partsOfLine, partsToSend } from './line-parts.ts';
import { MarkedLine } from './marked-line.tsx';
import styles from './reject-detail.module.css';
import type { RejectField } from './reject-columns.tsx';

interface RejectLinesProps {
  readonly reject: Reject;
  readonly fields: readonly RejectField[];
  readonly dialect: Pick<Dialect, 'delimiter' | 'quote' | 'escape'>;
}

/** Places of the fields that are wrong as they came, or that are sent otherwise. */
function wrongFields({ fix, fields, errors }: Reject, names: readonly RejectField[]): ReadonlySet<number> {
  const places = fields.map((_, at) => at);
  if (fix !== null) return new Set(places.filter((at) => fix.fields[at] !== fields[at]));
  const columns = new Set(errors.map(({ column }) => column));
  return new Set(places.filter((at) => columns.has(names[at]?.column ?? '')));
}

/** The line as it came and, once the row was changed, as it will be sent, each with what differs marked. */
export function RejectLines({ reject, fields, dialect }: RejectLinesProps) {
  const { fix, line, cut } = reject;
  const came = useMemo(
    () => partsOfLine(line, dialect, reject.fields.length, wrongFields(reject, fields)),
    [line, dialect, reject, fields],
  );
  const sent = useMemo(
    () => (fix === null ? null : partsToSend(reject.fields, fix.fields, dialect)),
    [fix, reject.fields, dialect],
  );
  const sentLabel = reject.state === 'loaded' ? 'As it was sent' : 'As it will be sent';
  return (
    <div className={styles['lines']}>
      <span className={styles['label']}>As it came</span>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long line is scrolled by key */}
      <code className={styles['raw']} tabIndex={0} aria-label="The line as it came">
        <MarkedLine parts={came} delimiter={dialect.delimiter} />
        {cut ? <span className={styles['quiet']}> … cut here; the export has it whole</span> : null}
      </code>
      {sent === null ? null : (
        <>
          <span className={styles['label']}>{sentLabel}</span>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long line is scrolled by key */}
          <code className={styles['raw']} tabIndex={0} aria-label={sentLabel}>
            <MarkedLine parts={sent} delimiter={dialect.delimiter} />
          </code>
        </>
      )}
    </div>
  );
}
