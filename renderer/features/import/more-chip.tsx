import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Dialect } from '#shared/dialect.ts';
import chipStyles from '../../ui/chip.module.css';
import { Icon } from '../../ui/icon.tsx';
import menuStyles from '../../ui/menu.module.css';
import { lineEndNames } from './dialect-names.ts';
import type { PartChoice } from './dialect-parts.ts';
import styles from './more-chip.module.css';
import { PartChip } from './part-chip.tsx';

interface MoreChipProps {
  readonly dialect: Dialect;
  readonly choices: readonly PartChoice[];
  readonly isSet: (part: PartChoice['part']) => boolean;
  readonly onChoose: (part: PartChoice['part'], ids: readonly string[]) => void;
  readonly isDisabled: boolean;
}

/** The parts that are rarely touched, out of the way. */
export const MoreChip = ({ dialect, choices, isSet, onChoose, isDisabled }: MoreChipProps) => (
  <span className={chipStyles['select']}>
    <DialogTrigger>
      <Button className={chipStyles['chip'] ?? ''} isDisabled={isDisabled} aria-label="More about how the file is read">
        <span className={chipStyles['label']}>More</span>
        <Icon name="down" size={10} className={chipStyles['caret']} />
      </Button>
      <Popover className={menuStyles['popover'] ?? ''} offset={4} containerPadding={8}>
        <Dialog className={styles['dialog'] ?? ''} aria-label="More about how the file is read">
          <dl className={styles['list']}>
            {choices.map((choice) => (
              <div key={choice.part} className={styles['line']}>
                <dt>{choice.label}</dt>
                <dd>
                  <PartChip
                    choice={choice}
                    isSet={isSet(choice.part)}
                    onChoose={(ids) => onChoose(choice.part, ids)}
                    isDisabled={isDisabled}
                    inList
                  />
                </dd>
              </div>
            ))}
            {dialect.format === 'csv' ? (
              <div className={styles['line']}>
                <dt>Line end</dt>
                <dd>{`${lineEndNames[dialect.lineEnd]}; any ends a line`}</dd>
              </div>
            ) : null}
          </dl>
        </Dialog>
      </Popover>
    </DialogTrigger>
  </span>
);
