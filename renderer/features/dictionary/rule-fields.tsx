import { useState } from 'react';
import type { ValueRule } from '#shared/rule.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './column-panel.module.css';
import { PatternFields } from './pattern-fields.tsx';
import { ruleNames } from './rule-words.ts';
import { SeverityChoice } from './severity-choice.tsx';

type OfKind<Kind extends ValueRule['kind']> = Extract<ValueRule, { kind: Kind }>;

interface RuleFieldsProps {
  readonly rule: ValueRule;
  /** pg_type.typname of the column. */
  readonly type: string;
  readonly onChange: (next: ValueRule) => void;
  readonly onRemove: () => void;
}

/** The digits of what is written; null: no bound. */
function countOf(text: string): number | null {
  const digits = text.replace(/\D/g, '').slice(0, 9);
  return digits === '' ? null : Number(digits);
}

function LengthFields({
  rule,
  onChange,
}: {
  readonly rule: OfKind<'length'>;
  readonly onChange: (next: ValueRule) => void;
}) {
  return (
    <div className={styles['pair']}>
      <TextField
        label="At least"
        inputMode="numeric"
        value={rule.min === null ? '' : String(rule.min)}
        onChange={(min) => onChange({ ...rule, min: countOf(min) })}
      />
      <TextField
        label="At most"
        inputMode="numeric"
        value={rule.max === null ? '' : String(rule.max)}
        onChange={(max) => onChange({ ...rule, max: countOf(max) })}
      />
    </div>
  );
}

/** A value as an example of what a bound is. */
const exampleOf = (type: string): string => {
  if (type === 'date') return '2021-01-01';
  return type.startsWith('timestamp') ? '2021-01-01 00:00' : '0';
};

function RangeFields({
  rule,
  type,
  onChange,
}: {
  readonly rule: OfKind<'range'>;
  readonly type: string;
  readonly onChange: (next: ValueRule) => void;
}) {
  const boundOf = (text: string): string | null => (text === '' ? null : text);
  return (
    <div className={styles['pair']}>
      <TextField
        label="From"
        mono
        placeholder={exampleOf(type)}
        value={rule.min ?? ''}
        onChange={(min) => onChange({ ...rule, min: boundOf(min) })}
      />
      <TextField label="To" mono value={rule.max ?? ''} onChange={(max) => onChange({ ...rule, max: boundOf(max) })} />
    </div>
  );
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

function ListField({
  rule,
  onChange,
}: {
  readonly rule: OfKind<'oneOf'>;
  readonly onChange: (next: ValueRule) => void;
}) {
  // Lines as they are typed, also an empty one that is about to be filled.
  const [typed, setTyped] = useState('');
  const isTyped = JSON.stringify(linesOf(typed)) === JSON.stringify(rule.values);
  const broken = rule.values.some((value) => value.includes('\n'));
  return (
    <TextArea
      label="Values, one a line"
      rows={Math.min(8, Math.max(3, rule.values.length + 1))}
      value={isTyped ? typed : rule.values.join('\n')}
      isDisabled={broken}
      onChange={(next) => {
        setTyped(next);
        onChange({ ...rule, values: linesOf(next) });
      }}
      {...(broken ? { hint: 'One of the values holds a line break: change it in the schema file.' } : {})}
    />
  );
}

/** One rule of a column: what it asks for, and whether it rejects or warns. */
export function RuleFields({ rule, type, onChange, onRemove }: RuleFieldsProps) {
  return (
    <section className={styles['rule']} aria-label={ruleNames[rule.kind]}>
      <div className={styles['head']}>
        <h3 className={styles['title']}>{ruleNames[rule.kind]}</h3>
        <SeverityChoice
          label={`What ${ruleNames[rule.kind].toLowerCase()} does`}
          selected={rule.severity}
          onChoose={(severity) => onChange({ ...rule, severity })}
        />
        <Button
          variant="plain"
          icon="trash"
          aria-label={`Remove ${ruleNames[rule.kind].toLowerCase()}`}
          onPress={onRemove}
        />
      </div>
      {rule.kind === 'length' ? <LengthFields rule={rule} onChange={onChange} /> : null}
      {rule.kind === 'pattern' ? <PatternFields rule={rule} onChange={onChange} /> : null}
      {rule.kind === 'range' ? <RangeFields rule={rule} type={type} onChange={onChange} /> : null}
      {rule.kind === 'oneOf' ? <ListField rule={rule} onChange={onChange} /> : null}
    </section>
  );
}
