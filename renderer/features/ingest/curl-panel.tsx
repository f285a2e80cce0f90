import { useState } from 'react';
import type { SampleRequest } from '#shared/ingest.ts';
import { Panel } from '../../ui/panel.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { CopyButton } from './copy-button.tsx';
import styles from './ingest.module.css';

/** A command that sends a row which passes, for each table. */
export function CurlPanel({ samples }: { readonly samples: readonly SampleRequest[] }) {
  const [table, setTable] = useState<string | null>(null);
  const shown = samples.find((sample) => sample.table === table) ?? samples[0];
  if (shown === undefined) return null;
  return (
    <Panel title="Copy as curl">
      <div className={styles['fields']}>
        <SelectField
          label="Table"
          options={samples.map((sample) => ({ id: sample.table, label: sample.table }))}
          selected={shown.table}
          onChoose={setTable}
        />
      </div>
      <div className={styles['curl']}>
        <pre>{shown.curl}</pre>
        <CopyButton text={shown.curl} label={`Copy the command for ${shown.table}`} />
      </div>
    </Panel>
  );
}
