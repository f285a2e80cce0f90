import type { TableName } from '#shared/column.ts';
import type { Preview } from '#shared/contract/imports.ts';
import { Chip } from '../../ui/chip.tsx';

interface TargetChipProps {
  readonly preview: Preview;
  /** A person chose the table. */
  readonly isSet: boolean;
  readonly isDisabled: boolean;
  readonly onChoose: (target: TableName) => void;
}

const idOf = ({ schema, table }: TableName): string => `${schema}.${table}`;

/** The table that the rows go to: guessed, chosen, or asked for. */
export function TargetChip({ preview, isSet, isDisabled, onChoose }: TargetChipProps) {
  const { target, candidates, targetExists, targetFoundBy } = preview;
  const several = new Set(candidates.map(({ schema }) => schema)).size > 1;
  const all =
    target === null || candidates.some((one) => idOf(one) === idOf(target)) ? candidates : [target, ...candidates];
  const options = all.map((one) => {
    const detail =
      target !== null && idOf(one) === idOf(target) ? (targetExists ? targetFoundBy : 'made by the load') : null;
    return {
      id: idOf(one),
      label: several ? idOf(one) : one.table,
      ...(detail === null || detail === '' ? {} : { detail }),
    };
  });
  return (
    <Chip
      label="To"
      options={options}
      selected={target === null ? null : idOf(target)}
      {...(target === null ? { value: 'which table?' } : {})}
      state={target === null ? 'ask' : isSet ? 'set' : 'plain'}
      onChoose={(id) => {
        const chosen = all.find((one) => idOf(one) === id);
        if (chosen !== undefined) onChoose(chosen);
      }}
      isDisabled={isDisabled}
    />
  );
}
