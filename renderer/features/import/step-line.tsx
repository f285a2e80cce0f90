import { cx } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { stepAt, steps, type Stage } from './stage.ts';
import styles from './step-line.module.css';

interface StepLineProps {
  readonly stage: Stage;
  /** Every file that was loaded is in its table. */
  readonly allIn: boolean;
}

/** Read, Match, Check, Load: which are done, and which is on. */
export function StepLine({ stage, allIn }: StepLineProps) {
  const at = stage === 'loaded' && !allIn ? steps.length - 1 : stepAt(stage);
  return (
    <ol className={styles['steps']} aria-label="Steps">
      {steps.map((step, index) => (
        <li
          key={step}
          className={cx(styles['step'], index < at && styles['done'], index === at && styles['now'])}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className={styles['dot']} aria-hidden="true">
            {index < at ? <Icon name="check" size={12} /> : index + 1}
          </span>
          {step}
          {index < at ? <VisuallyHidden>, done</VisuallyHidden> : null}
          {index === at && stage === 'loaded' ? <VisuallyHidden>, ended</VisuallyHidden> : null}
        </li>
      ))}
    </ol>
  );
}
