import type { TableName } from '#shared/column.ts';
import type { Preview } from '#shared/contract/imports.ts';
import { showAmount } from '#shared/units.ts';
import { Chip } from '../../ui/chip.tsx';
import { changesOf, type TableDesign } from './new-table/table-design.ts';

interface TargetChipProps {
  readonly preview: Preview;
  /** A person chose the table. */
  readonly isSet: boolean;
  readonly isDisabled: boolean;
  readonly onChoose: (target: TableName) => void;
  /** The table that was begun of the file; null: none was. */
  readonly design: TableDesign | null;
  /** Makes a table of the file, or goes on with it. */
  readonly onCreate: () => void;
}

/** No table has an empty name. */
const NEW = '';

const idOf = ({ schema, table }: TableName): string => `${schema}.${table}`;

/** The table that the rows go to: guessed, chosen, or asked for. */
export function TargetChip({ preview, isSet, isDisabled, onChoose, design, onCreate }: TargetChipProps) {
  const changes = design === null ? 0 : changesOf(design);
  const begun =
    design === null || changes === 0 ? null : `${design.history.now.table}, ${showAmount(changes, 'change')} kept`;
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
      options={[
        ...options,
        { id: NEW, label: 'New table from this file', detail: begun ?? 'types from all of its rows' },
      ]}
      selected={target === null ? null : idOf(target)}
      {...(target === null ? { value: 'which table?' } : {})}
      state={target === null ? 'ask' : isSet ? 'set' : 'plain'}
      onChoose={(id) => {
        if (id === NEW) onCreate();
        const chosen = all.find((one) => idOf(one) === id);
        if (chosen !== undefined) onChoose(chosen);
      }}
      isDisabled={isDisabled}
    />
  );
}
