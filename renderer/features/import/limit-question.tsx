import { useState } from 'react';
import type { JobPart, LimitQuestion as Asked } from '#shared/job.ts';
import { showCount, showShare } from '#shared/units.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { LiveRegion } from '../../ui/live-region.tsx';
import styles from './next-panel.module.css';
import { ReasonsList } from './reasons-list.tsx';

/** `71 rejects so far, the limit is 70`, `3.5 % rejects so far, the limit is 2 %`. */
function questionWords({ rejected, read, limit }: Asked): string {
  return limit.unit === 'rows'
    ? `${showCount(rejected)} rejects so far, the limit is ${showCount(limit.value)}`
    : `${showCount(rejected)} of ${showCount(read)} rows rejected, ${showShare(rejected, read)}; the limit is ${limit.value} %`;
}

interface LimitQuestionProps {
  readonly part: JobPart;
  readonly question: Asked;
  readonly onAnswer: (answer: 'continue' | 'rollBack') => void;
}

/** A load that passed its limit of rejects waits for an answer: to go on, or to leave the table as it was. */
export function LimitQuestion({ part, question, onAnswer }: LimitQuestionProps) {
  const [isAnswered, setAnswered] = useState(false);
  const answer = (one: 'continue' | 'rollBack'): void => {
    setAnswered(true);
    onAnswer(one);
  };
  useShortcut('escape', () => answer('rollBack'), !isAnswered);
  const words = questionWords(question);
  return (
    <section className={styles['limit']} aria-label="Continue or roll back">
      <LiveRegion message={`${words}. Continue or roll back?`} />
      <h3>{words}</h3>
      <p className={styles['quiet']}>{part.sourceName} waits. Without an answer within 5 minutes it rolls back.</p>
      <ReasonsList reasons={part.reasons} />
      <div className={styles['answers']}>
        <Button big isDisabled={isAnswered} onPress={() => answer('continue')}>
          {`Continue with ${showCount(question.rejected)} rejects`}
        </Button>
        <Button variant="primary" big keys="escape" isDisabled={isAnswered} onPress={() => answer('rollBack')}>
          Roll back
        </Button>
      </div>
    </section>
  );
}
