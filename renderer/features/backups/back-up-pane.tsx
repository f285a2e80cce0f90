import { useState } from 'react';
import type { AvroCodec } from '#shared/backup.ts';
import type { TableSummary } from '#shared/contract/tables.ts';
import type { Fault } from '#shared/fault.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useSession } from '../../app/session.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import styles from './back-up-pane.module.css';
import { codecOptions } from './backup-words.ts';
import { FolderField } from './folder-field.tsx';
import { Pane } from './pane.tsx';
import { TableChoice } from './table-choice.tsx';

interface BackUpPaneProps {
  /** Null until they are here. */
  readonly tables: readonly TableSummary[] | null;
  /** Names of those that were asked for; none: all, those too that are made while the plan stands here. */
  readonly asked: readonly string[];
  readonly fault: Fault | null;
  readonly onStarted: (jobId: string) => void;
  readonly onClose: () => void;
}

/** `1,999 rows`, `about 212,000 rows`: the sum of estimates is one. */
function rowWords(tables: readonly TableSummary[]): string {
  const rows = tables.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return `${tables.every(({ rowCountExact }) => rowCountExact) ? '' : 'about '}${showAmount(rows, 'row')}`;
}

/** A backup to be made: of which tables, packed how, to which folder. */
export function BackUpPane({ tables, asked, fault, onStarted, onClose }: BackUpPaneProps) {
  const calls = useCalls();
  const { connection } = useSession();
  const folder = useCall(calls.backups.folder.queryOptions());
  const start = useAction(calls.backups.start.mutationOptions());
  const [names, setNames] = useState<readonly string[] | null>(asked.length === 0 ? null : asked);
  const [codec, setCodec] = useState<AvroCodec>('deflate');
  const [typed, setTyped] = useState<string | null>(null);
  const chosen = (tables ?? []).filter(({ table }) => names?.includes(table) ?? true);
  const elsewhere = typed === null || typed.trim() === folder.data?.folder ? null : typed.trim();
  const isReady = chosen.length > 0 && elsewhere !== '' && !start.pending;
  const go = async (): Promise<void> => {
    const started = await start.run({
      connectionId: connection.id,
      tables: chosen.map(({ schema, table }) => ({ schema, table })),
      folder: elsewhere,
      codec,
    });
    if (started.ok) onStarted(started.value.jobId);
  };
  useShortcut('mod+Enter', () => void go(), isReady);
  return (
    <Pane
      title="Back up"
      {...(tables === null ? {} : { note: `${showCount(chosen.length)} of ${showAmount(tables.length, 'table')}` })}
      onClose={onClose}
      foot={
        <>
          {start.fault === null ? null : <FaultNotice fault={start.fault} />}
          <p className={styles['under']}>
            {`One consistent snapshot${chosen.length === 0 ? '' : ` of ${rowWords(chosen)}`}. Each file is read back at once.`}
          </p>
          <Button
            variant="primary"
            big
            keys="mod+Enter"
            className={styles['go']}
            isDisabled={!isReady}
            onPress={() => void go()}
          >
            {chosen.length === 0 ? 'Back up' : `Back up ${showAmount(chosen.length, 'table')}`}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultNotice fault={fault} />}
      {tables === null ? null : (
        <TableChoice tables={tables} chosen={chosen.map(({ table }) => table)} onChoose={setNames} />
      )}
      <SelectField label="Packed with" options={codecOptions} selected={codec} onChoose={setCodec} />
      {folder.data === undefined ? null : (
        <FolderField folder={folder.data} value={typed ?? folder.data.folder} onChange={setTyped} />
      )}
      {folder.fault === null ? null : <FaultNotice fault={folder.fault} />}
    </Pane>
  );
}
