import { useState } from 'react';
import type { TableSummary } from '#shared/contract/tables.ts';
import { showAmount } from '#shared/units.ts';
import { CheckBox } from '../../ui/check-box.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { showRows } from '../tables/table-columns.tsx';
import styles from './table-choice.module.css';

interface TableChoiceProps {
  readonly tables: readonly TableSummary[];
  /** Names of those chosen. */
  readonly chosen: readonly string[];
  readonly onChoose: (names: readonly string[]) => void;
}

/** Tables from which a field to filter them is worth its place. */
const FILTER_FROM = 9;

/** One, some or all tables of the schema. */
export function TableChoice({ tables, chosen, onChoose }: TableChoiceProps) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const shown = tables.filter(({ table }) => table.toLowerCase().includes(wanted));
  const names = shown.map(({ table }) => table);
  const isAll = names.every((name) => chosen.includes(name));
  return (
    <fieldset className={styles['choice']}>
      <legend className={styles['legend']}>Tables</legend>
      {tables.length < FILTER_FROM ? null : (
        <TextField
          label="Filter tables to back up"
          hideLabel
          icon="search"
          type="search"
          placeholder="Filter tables"
          value={filter}
          onChange={setFilter}
        />
      )}
      <div className={styles['list']}>
        {shown.map(({ table, ...one }) => (
          <div key={table} className={styles['line']}>
            <CheckBox
              isSelected={chosen.includes(table)}
              onChange={(on) => onChoose(on ? [...chosen, table] : chosen.filter((name) => name !== table))}
            >
              <span className={styles['name']} title={table}>
                {table}
              </span>
            </CheckBox>
            <span className={styles['rows']}>{showRows(one)}</span>
          </div>
        ))}
      </div>
      {shown.length < 2 ? null : (
        <TextLink
          onPress={() =>
            onChoose(isAll ? chosen.filter((name) => !names.includes(name)) : [...new Set([...chosen, ...names])])
          }
        >
          {isAll ? 'Choose none' : `Choose all ${showAmount(shown.length, 'table')}`}
        </TextLink>
      )}
    </fieldset>
  );
}
