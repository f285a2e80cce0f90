import type { Environment } from '#shared/connection.ts';
import type { Option } from '../../ui/option.ts';
import { Segments } from '../../ui/segments.tsx';
import styles from './environment-choice.module.css';

const options: readonly Option<Environment>[] = [
  { id: 'local', label: 'local' },
  { id: 'test', label: 'test' },
  { id: 'staging', label: 'staging' },
  { id: 'production', label: 'production' },
];

interface EnvironmentChoiceProps {
  readonly value: Environment;
  readonly onChange: (environment: Environment) => void;
}

/** What the server is for; the window's edge takes its colour. */
export const EnvironmentChoice = ({ value, onChange }: EnvironmentChoiceProps) => (
  <div className={styles['choice']} data-env={value}>
    <Segments label="Environment" options={options} selected={value} onChoose={onChange} />
    <span className={styles['edge']} aria-hidden="true" />
  </div>
);
