import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { FixOutcome } from '#shared/contract/rejects.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import menu from '../../ui/menu.module.css';
import styles from './fix-preview.module.css';
import { partsToSend } from './line-parts.ts';
import { MarkedLine } from './marked-line.tsx';

interface FixPreviewProps {
  /** What the fix would do; null until that is known. */
  readonly outcome: FixOutcome | null;
  readonly delimiter: string;
  /** Which rows are left as they are. */
  readonly left: string;
  readonly isDisabled: boolean;
  readonly onApply: () => void;
}

type Sample = FixOutcome['samples'][number];

/** A row before and after the fix, and whether it passes then. */
function SampleRow({ sample, delimiter }: { readonly sample: Sample; readonly delimiter: string }) {
  const { record, before, after, errors } = sample;
  const marks = { delimiter, quote: '"', escape: '"' };
  return (
    <tr>
      <th scope="row" className={styles['record']}>
        {showCount(record)}
      </th>
      <td className={styles['line']}>
        <MarkedLine parts={partsToSend(before, before, marks)} delimiter={delimiter} />
      </td>
      <td className={styles['line']}>
        <MarkedLine parts={partsToSend(before, after, marks)} delimiter={delimiter} />
      </td>
      <td className={styles['verdict']} data-passes={errors.length === 0}>
        {errors[0] === undefined ? (
          <>
            <Icon name="check" size={13} /> Passes
          </>
        ) : (
          errors[0].sentence
        )}
      </td>
    </tr>
  );
}

/** Leads to the first rows that a fix would change, as they are and as they would be, and from there to the fix itself. */
export const FixPreview = ({ outcome, delimiter, left, isDisabled, onApply }: FixPreviewProps) => (
  <DialogTrigger>
    <Button isDisabled={isDisabled || outcome === null}>Preview</Button>
    <Popover className={`${menu['popover']} ${styles['popover']}`} placement="top end" offset={6} containerPadding={8}>
      <Dialog className={styles['preview'] ?? ''} aria-label="What the fix would do">
        {({ close }) =>
          outcome === null ? null : (
            <>
              <p className={styles['sum']}>
                <b>
                  {showCount(outcome.change)} of {showAmount(outcome.rows, 'row')} change, {showCount(outcome.pass)}{' '}
                  pass then.
                </b>{' '}
                {left}
              </p>
              {outcome.samples.length === 0 ? null : (
                // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- many rows are scrolled by key
                <section className={styles['samples']} tabIndex={0} aria-label="Rows that would change">
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">Record</th>
                        <th scope="col">As it is</th>
                        <th scope="col">As it would be</th>
                        <th scope="col">Then</th>
                      </tr>
                    </thead>
                    <tbody>
                      {outcome.samples.map((sample) => (
                        <SampleRow key={sample.record} sample={sample} delimiter={delimiter} />
                      ))}
                    </tbody>
                  </table>
                </section>
              )}
              <div className={styles['end']}>
                <span className={styles['shown']}>
                  {showCount(outcome.samples.length)} of {showCount(outcome.change)} shown
                </span>
                <Button onPress={close}>Cancel</Button>
                <Button
                  isDisabled={outcome.change === 0}
                  onPress={() => {
                    close();
                    onApply();
                  }}
                >
                  Change {showAmount(outcome.change, 'row')}
                </Button>
              </div>
            </>
          )
        }
      </Dialog>
    </Popover>
  </DialogTrigger>
);
