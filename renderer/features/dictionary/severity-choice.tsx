import type { ValueRule } from '#shared/rule.ts';
import type { Option } from '../../ui/option.ts';
import { Segments } from '../../ui/segments.tsx';

const severities: readonly Option<ValueRule['severity']>[] = [
  { id: 'error', label: 'Rejects' },
  { id: 'warning', label: 'Warns' },
];

interface SeverityChoiceProps {
  /** What it is about: `What length does`. */
  readonly label: string;
  readonly selected: ValueRule['severity'];
  readonly onChoose: (severity: ValueRule['severity']) => void;
}

/** Whether a row that breaks a rule is rejected, or goes in with a warning. */
export const SeverityChoice = ({ label, selected, onChoose }: SeverityChoiceProps) => (
  <Segments label={label} hideLabel options={severities} selected={selected} onChoose={onChoose} />
);
