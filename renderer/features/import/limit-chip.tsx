import { useState } from 'react';
import { Chip } from '../../ui/chip.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './load-option-chips.module.css';
import { type Limit, limitId, limitLabel, parseLimit } from './parse-limit.ts';

const usual: readonly Limit[] = [
  null,
  { unit: 'percent', value: 1 },
  { unit: 'percent', value: 5 },
  { unit: 'percent', value: 10 },
  { unit: 'rows', value: 10 },
  { unit: 'rows', value: 100 },
  { unit: 'rows', value: 1000 },
];

interface LimitChipProps {
  readonly limit: Limit;
  readonly onChange: (limit: Limit) => void;
  /** Not one reject is taken, whatever the limit. */
  readonly isAll: boolean;
  readonly isDisabled: boolean;
}

/** How many rejects are too many: one of the usual limits, or any number of rows or per cent. */
export function LimitChip({ limit, onChange, isAll, isDisabled }: LimitChipProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const limits = usual.some((one) => limitId(one) === limitId(limit)) ? usual : [...usual, limit];
  const isWrong = typed !== null && typed.trim() !== '' && parseLimit(typed) === null;
  return (
    <>
      <Chip
        label="Stop at"
        hideLabel
        block
        options={[
          ...limits.map((one) => ({ id: limitId(one), label: limitLabel(one) })),
          { id: 'other', label: 'Another limit', detail: 'Any number of rows or per cent.' },
        ]}
        selected={isAll ? null : limitId(limit)}
        {...(isAll ? { value: 'The first reject' } : {})}
        state={limit === null || isAll ? 'plain' : 'set'}
        onChoose={(id) => {
          setTyped(id === 'other' ? '' : null);
          const chosen = limits.find((one) => limitId(one) === id);
          if (chosen !== undefined) onChange(chosen);
        }}
        isDisabled={isDisabled || isAll}
      />
      {typed === null || isAll ? null : (
        <TextField
          label="Limit of rejects"
          hideLabel
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- a field that was just opened on request
          autoFocus
          className={styles['typed']}
          placeholder="70, or 2.5 %"
          value={typed}
          onChange={(text) => {
            setTyped(text);
            const read = parseLimit(text);
            if (read !== null) onChange(read);
          }}
          error={isWrong ? 'A number of rows, or per cent: 70, or 2.5 %.' : undefined}
          isDisabled={isDisabled}
          // What was typed is the limit now, and the chip says it.
          onBlur={() => {
            if (!isWrong) setTyped(null);
          }}
        />
      )}
    </>
  );
}
