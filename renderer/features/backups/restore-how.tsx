import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { RestoreDifference, RestoreMode } from '#shared/restore.ts';
import { CheckBox } from '../../ui/check-box.tsx';
import { Segments } from '../../ui/segments.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './restore-how.module.css';
import { modeWords } from './restore-words.ts';
import type { RestorePlan } from './use-restore-plan.ts';

const names: Readonly<Record<RestoreMode, string>> = {
  replace: 'Replace',
  append: 'Append missing',
  new: 'Into a new table',
};
const modes: readonly RestoreMode[] = ['replace', 'append', 'new'];

interface RestoreHowProps {
  readonly plan: RestorePlan;
  readonly difference: RestoreDifference;
}

function Mode({ plan, difference, mode }: RestoreHowProps & { readonly mode: RestoreMode }) {
  const obstacle = plan.obstacleOf(mode);
  return (
    <Radio value={mode} className={styles['mode'] ?? ''}>
      <span className={styles['dot']} aria-hidden="true" />
      <span className={styles['text']}>
        <b>{names[mode]}</b>
        {obstacle === null ? (
          <small>{modeWords(mode, difference)}</small>
        ) : (
          <small className={styles['obstacle']}>{obstacle.sentence}</small>
        )}
      </span>
    </Radio>
  );
}

/** What the table had and a new one does not get. */
function Unmade({ unmade }: Pick<RestoreDifference, 'unmade'>) {
  const kinds = [
    ['Triggers', unmade.triggers],
    ['Policies', unmade.policies],
    ['Rights', unmade.grants],
  ] as const;
  const there = kinds.filter(([, all]) => all.length > 0);
  if (there.length === 0) return null;
  return (
    <div className={styles['unmade']}>
      <p>Not made, since they run code or say who may do what:</p>
      <ul>
        {there.map(([kind, all]) => (
          <li key={kind}>{`${kind}: ${all.join(', ')}`}</li>
        ))}
      </ul>
    </div>
  );
}

const optionOf = (table: string) => ({ id: table, label: table });

/** In which way a table is restored, and what goes with it. */
export function RestoreHow({ plan, difference }: RestoreHowProps) {
  const { mode, setMode, triggers, setTriggers, safety, setSafety, newName, setNewName } = plan;
  const { into, setInto, tables } = plan;
  const own = difference.backup.table.table;
  const others = tables.filter((table) => table !== own);
  const hasRows = difference.rowsNow === null || difference.rowsNow > 0;
  return (
    <div className={styles['how']}>
      <RadioGroup
        className={styles['modes'] ?? ''}
        value={mode}
        onChange={(id) => setMode(modes.find((one) => one === id) ?? mode)}
      >
        <Label className={styles['title'] ?? ''}>How</Label>
        {modes
          // Where there is no table, there is nothing to replace or to add to.
          .filter((one) => difference.exists || one === 'new')
          .map((one) => (
            <Mode key={one} plan={plan} difference={difference} mode={one} />
          ))}
      </RadioGroup>
      {mode === 'replace' && hasRows ? (
        <CheckBox isSelected={safety} onChange={setSafety} detail={plan.safetyFolder ?? ''}>
          Back up the rows that go, first
        </CheckBox>
      ) : null}
      {mode === 'new' && difference.exists ? null : others.length === 0 ? null : (
        <SelectField
          label="Into the table"
          options={[{ id: own, label: own, detail: 'That the backup was made of' }, ...others.map(optionOf)]}
          selected={into ?? own}
          onChoose={(table) => setInto(table === own ? null : table)}
        />
      )}
      {mode === 'new' ? (
        <>
          <TextField label="Name of the new table" value={newName} onChange={setNewName} mono />
          <Unmade unmade={difference.unmade} />
        </>
      ) : null}
      {mode !== 'new' && difference.triggers.length > 0 ? (
        <Segments
          label="Triggers"
          options={[
            { id: 'off', label: 'Off until COMMIT' },
            { id: 'fire', label: 'Fire for each row' },
          ]}
          selected={triggers}
          onChoose={setTriggers}
        />
      ) : null}
    </div>
  );
}
