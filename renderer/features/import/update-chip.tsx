import type { Preview } from '#shared/contract/imports.ts';
import type { LoadOptions } from '#shared/load.ts';
import { showCount } from '#shared/units.ts';
import { MultiChip } from '../../ui/multi-chip.tsx';

interface UpdateChipProps {
  readonly preview: Preview;
  /** Null: all but the key. */
  readonly update: LoadOptions['update'];
  readonly onChoose: (update: LoadOptions['update']) => void;
  readonly isDisabled: boolean;
}

const showNames = (names: readonly string[]): string =>
  names.length > 2 ? `${showCount(names.length)} columns` : names.join(', ');

/** Which columns change in a row that is there; nothing where only the key is filled. */
export function UpdateChip({ preview, update, onChoose, isDisabled }: UpdateChipProps) {
  const filled = new Set(preview.match.map(({ column }) => column));
  const names = preview.columns.flatMap(({ rule, key }) => (!key && filled.has(rule.name) ? [rule.name] : []));
  if (names.length === 0) return null;
  const selected = update === null ? names : names.filter((name) => update.includes(name));
  return (
    <MultiChip
      label="Updates"
      value={update === null ? 'all but the key' : showNames(selected)}
      options={names.map((name) => ({ id: name, label: name }))}
      selected={selected}
      // To update nothing is another mode: to skip what is there.
      onChoose={(chosen) => {
        if (chosen.length > 0) onChoose(chosen.length === names.length ? null : [...chosen]);
      }}
      isSet={update !== null}
      isDisabled={isDisabled}
    />
  );
}
