import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/check-box.tsx';
import { Chip } from '../ui/chip.tsx';
import { DropFrame } from '../ui/drop-frame.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { EndState } from '../ui/end-state.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { MiniLedger } from '../ui/ledger/mini-ledger.tsx';
import { MenuButton } from '../ui/menu-button.tsx';
import { Meter } from '../ui/meter.tsx';
import { Seal } from '../ui/seal.tsx';
import { Segments } from '../ui/segments.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { TextLink } from '../ui/text-link.tsx';
import { hires, ledgerOf, upsert } from './ledger-fixtures.ts';
import styles from './states.module.css';

const ends = ['loaded', 'loadedWithRejects', 'failed', 'running', 'none', 'checked', 'cancelled', 'unknown'] as const;

const delimiters = [
  { id: 'comma', label: 'comma', detail: '1,999 rows of 5 fields' },
  { id: 'semicolon', label: 'semicolon' },
  { id: 'tab', label: 'tab' },
] as const;

const exports = [
  { id: 'reload', label: 'Reload file (CSV)', icon: 'file', detail: 'The original bytes, same dialect.' },
  { id: 'csv', label: 'Report (CSV)', icon: 'report', detail: 'With reasons; safe to open in a spreadsheet.' },
  { id: 'remove', label: 'Remove', icon: 'trash', destroys: true, apart: true },
] as const;

const fault = {
  code: 'postgres.gone',
  sentence: 'The server closed the connection after 41,200 rows.',
  next: 'Rolled back; the table is as it was. Run again when the server answers.',
  detail: 'SQLSTATE 57P01: terminating connection due to administrator command',
  id: 'k3v9x0ab',
};

const nothing = (): void => undefined;

/** All other shared pieces. */
export function PieceStates() {
  const [text, setText] = useState('');
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system');
  const [on, setOn] = useState(true);
  const [delimiter, setDelimiter] = useState<'comma' | 'semicolon' | 'tab'>('comma');
  const chip = { label: 'Delimiter', options: delimiters, selected: delimiter, onChoose: setDelimiter };
  return (
    <section className={styles['right']} aria-label="Pieces">
      <h2>Ends</h2>
      <div className={styles['wrap']}>
        {ends.map((state) => (
          <EndState key={state} state={state} />
        ))}
      </div>
      <h2>Chips</h2>
      <div className={styles['wrap']}>
        <Chip {...chip} />
        <Chip {...chip} label="Header" value="none" state="set" />
        <Chip {...chip} label="1/2/2021" value="day first?" state="ask" />
        <Chip {...chip} label="Quote" value={'"'} isDisabled />
      </div>
      <h2>Buttons</h2>
      <div className={styles['wrap']}>
        <Button variant="primary">Load 2,124 rows</Button>
        <Button variant="primary" icon="import" keys="mod+O">
          Import files
        </Button>
        <Button variant="primary" isDisabled>
          Load 2,124 rows
        </Button>
        <Button>Run again</Button>
        <Button isDisabled>Run again</Button>
        <Button variant="plain" icon="undo">
          Put back
        </Button>
        <Button variant="plain" icon="more" aria-label="More" />
        <Button variant="danger">Remove</Button>
        <Button variant="destroy">Replace 212,406 rows</Button>
        <Button variant="primary" big keys="mod+enter">
          Load 2,124 rows
        </Button>
        <MenuButton label="Export" icon="export" entries={exports} onChoose={nothing} />
      </div>
      <h2>Fields</h2>
      <div className={styles['wrap']}>
        <TextField
          label="Filter tables"
          hideLabel
          icon="search"
          keys="mod+F"
          placeholder="Filter tables"
          value={text}
          onChange={setText}
        />
        <TextField label="Port" value="54x2" onChange={nothing} error="A port is a number from 1 to 65,535." />
        <SelectField
          label="TLS"
          options={delimiters}
          selected={delimiter}
          onChoose={setDelimiter}
          hint="What it means."
        />
        <Segments
          label="Theme"
          options={[
            { id: 'system', label: 'System' },
            { id: 'light', label: 'Light' },
            { id: 'dark', label: 'Dark' },
          ]}
          selected={theme}
          onChoose={setTheme}
        />
        <CheckBox isSelected={on} onChange={setOn} detail="Kept by the operating system.">
          Remember the password
        </CheckBox>
      </div>
      <h2>Lists, limits, seals</h2>
      <div className={styles['wrap']}>
        <span style={{ width: 136 }}>
          <MiniLedger ledger={hires} state="done" />
        </span>
        <span style={{ width: 136 }}>
          <MiniLedger ledger={upsert} state="done" />
        </span>
        <span style={{ width: 136 }}>
          <MiniLedger ledger={hires} state="plan" />
        </span>
        <span style={{ width: 136 }}>
          <MiniLedger ledger={ledgerOf(0, 0)} state="failed" />
        </span>
        <span style={{ width: 136 }}>
          <MiniLedger ledger={hires} state="running" done={0.4} />
        </span>
        <span style={{ width: 136 }}>
          <Meter label="Limit" value={0.01} max={1} valueText="0.01 of 1 percent used" />
        </span>
        <Seal balanced />
        <span>
          <Kbd keys="mod+K" /> Commands
        </span>
      </div>
      <h2>Nothing here yet</h2>
      <EmptyState
        title="No rejects"
        actions={
          <TextLink inText href="#/runs">
            See the run
          </TextLink>
        }
      >
        The last run read 183 rows and 183 went in.
      </EmptyState>
      <h2>A fault, where it arose</h2>
      <FaultNotice fault={fault} actions={[{ label: 'Run again', onPress: nothing }]} onDismiss={nothing} />
      <h2>Files over the window</h2>
      <DropFrame
        look="box"
        count={2}
        files={[
          { name: 'jobs.csv', table: 'jobs' },
          { name: 'hires_2022.csv', table: 'hired_employees', foundBy: 'by column count' },
        ]}
      />
    </section>
  );
}
