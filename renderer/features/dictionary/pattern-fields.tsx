import { useMemo, useState } from 'react';
import { readPattern } from '#shared/pattern/read-pattern.ts';
import type { ValueRule } from '#shared/rule.ts';
import { Icon } from '../../ui/icon.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './column-panel.module.css';

type PatternRule = Extract<ValueRule, { kind: 'pattern' }>;

interface PatternFieldsProps {
  readonly rule: PatternRule;
  readonly onChange: (next: PatternRule) => void;
}

/** The pattern with a field to try it, and the sentence that a value that does not match gets. */
export function PatternFields({ rule, onChange }: PatternFieldsProps) {
  const [sample, setSample] = useState('');
  const { matcher, problem } = useMemo(() => readPattern(rule.pattern), [rule.pattern]);
  const matches = matcher?.test(sample) ?? false;
  return (
    <>
      <TextField
        label="Regular expression"
        mono
        value={rule.pattern}
        onChange={(pattern) => onChange({ ...rule, pattern })}
        hint="It may match anywhere; ^ and $ bind it to the ends."
        error={problem === null ? undefined : `This ${problem}.`}
      />
      <TextField label="Try a value" mono value={sample} onChange={setSample} isDisabled={matcher === null} />
      <output className={`${styles['verdict']} ${matches ? '' : styles['miss']}`}>
        {sample === '' || matcher === null ? null : (
          <>
            <Icon name={matches ? 'check' : 'warning'} size={13} />
            {matches ? 'Matches' : 'Does not match'}
          </>
        )}
      </output>
      <TextField
        label="What is said of a value that does not match"
        value={rule.sentence ?? ''}
        placeholder="The usual sentence"
        onChange={(sentence) => {
          const { sentence: _before, ...bare } = rule;
          onChange(sentence === '' ? bare : { ...rule, sentence });
        }}
      />
    </>
  );
}
