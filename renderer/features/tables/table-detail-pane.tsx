import type { TableDetail, TableSummary } from '#shared/contract/tables.ts';
import type { Fault } from '#shared/fault.ts';
import { showBytes, showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { DictionaryPanel } from './dictionary-panel.tsx';
import { LastBackupPanel } from './last-backup-panel.tsx';
import { LastRunPanel } from './last-run-panel.tsx';
import { showRows } from './table-columns.tsx';
import styles from './table-detail-pane.module.css';

interface TableDetailPaneProps {
  readonly summary: TableSummary;
  /** Null until it is here. */
  readonly detail: TableDetail | null;
  readonly fault: Fault | null;
  readonly onRetry: () => void;
  readonly onImport: () => void;
  /** IANA name of the zone chosen. */
  readonly zone: string;
}

/** What is known of one table: its size, what its rows must be, how its last run went, and its last backup. */
export function TableDetailPane({ summary, detail, fault, onRetry, onImport, zone }: TableDetailPaneProps) {
  return (
    <SidePane name={summary.table}>
      <DefinitionList
        look="facts"
        items={[
          { term: 'Rows', value: showRows(summary) },
          { term: 'Columns', value: showCount(summary.columnCount) },
          { term: 'Size', value: showBytes(summary.bytes) },
        ]}
      />
      <Button icon="import" className={styles['act']} onPress={onImport}>
        {`Import into ${summary.table}`}
      </Button>
      {fault === null ? null : <FaultNotice fault={fault} actions={[{ label: 'Try again', onPress: onRetry }]} />}
      {detail === null ? null : <DictionaryPanel dictionary={detail.dictionary} drift={summary.drift} />}
      <LastRunPanel run={summary.lastRun} zone={zone} />
      <LastBackupPanel summary={summary} zone={zone} />
    </SidePane>
  );
}
