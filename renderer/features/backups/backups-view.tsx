import { useRef, useState, type ReactNode } from 'react';
import type { BackupEntry } from '#shared/backup.ts';
import type { Fault } from '#shared/fault.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useOpenFiles } from '../../app/open-files.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { backupColumns, newestFirst, sortBackups, sortOf, type BackupSort } from './backup-columns.tsx';
import { sumWords } from './backup-words.ts';
import styles from './backups-view.module.css';
import { OpenPath } from './open-path.tsx';

interface BackupsViewProps {
  /** Those that fit the query; null until they are here. */
  readonly backups: readonly BackupEntry[] | null;
  readonly found: number;
  /** How many there are. */
  readonly total: number;
  /** Where new ones go. */
  readonly folder: string;
  /** Names of the tables that could be backed up. */
  readonly tables: readonly string[];
  /** Paths of those chosen. */
  readonly chosen: readonly string[];
  readonly onChoose: (paths: readonly string[]) => void;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly fault: Fault | null;
  readonly onRetry: () => void;
  /** IANA name of the zone chosen. */
  readonly zone: string;
  readonly connectionId: string;
  /** Asks for a backup of these tables. */
  readonly onMake: (tables: readonly string[]) => void;
  /** Asks for a schedule to be made. */
  readonly onSchedule: () => void;
  /** The schedules, above the list; null: there are none. */
  readonly strip: ReactNode;
  /** What is done beside the list. */
  readonly side: ReactNode;
}

/** The list of backups, and beside it what is known and done of the chosen ones. */
export function BackupsView(props: BackupsViewProps) {
  const { backups, found, total, folder, tables, chosen, onChoose, query, onQuery, fault, onRetry, onMake, side } =
    props;
  const openFiles = useOpenFiles();
  const field = useRef<HTMLInputElement>(null);
  const [sort, setSort] = useState<BackupSort>(newestFirst);
  useShortcut('mod+F', () => field.current?.select());
  const shown = sortBackups(backups ?? [], sort);
  const isFiltered = query.trim() !== '';
  const note =
    backups === null || total === 0
      ? undefined
      : shown.length < total
        ? `${showCount(shown.length)} of ${showCount(total)} shown`
        : sumWords(backups);
  return (
    <>
      <ScreenHeader title="Backups" {...(note === undefined ? {} : { note })}>
        <TextField
          label="Find in backups"
          hideLabel
          icon="search"
          keys="mod+F"
          placeholder="Find in backups"
          type="search"
          value={query}
          onChange={onQuery}
          inputRef={field}
          className={styles['find']}
        />
        <Button icon="folder" onPress={() => openFiles()}>
          Open AVRO file
        </Button>
        <Button icon="runs" onPress={props.onSchedule}>
          Schedule
        </Button>
        <Button icon="backups" onPress={() => onMake([])}>
          Back up now
        </Button>
      </ScreenHeader>
      <div className={styles['split']} data-side={side !== null}>
        <section className={styles['list']} aria-label="Backups">
          {props.strip}
          {fault === null ? null : (
            <FaultNotice
              fault={fault}
              className={styles['notice']}
              actions={[{ label: 'Try again', onPress: onRetry }]}
            />
          )}
          {shown.length === 0 ? null : (
            <ListTable
              label="Backups"
              columns={backupColumns(props.zone, props.connectionId)}
              items={shown}
              idOf={(one) => one.path}
              nameOf={(one) => one.table.table}
              chosen={chosen}
              onChoose={onChoose}
              sort={sort}
              onSort={(next) => setSort(sortOf(next.column, next.direction))}
            />
          )}
          {backups !== null && shown.length === 0 ? (
            <div className={styles['notice']}>
              {total === 0 && !isFiltered ? (
                <EmptyState
                  title="No backups yet"
                  // What stands beside the list has a button of its own.
                  actions={
                    tables.length === 0 || side !== null ? null : (
                      <Button variant="primary" icon="backups" onPress={() => onMake([])}>
                        {`Back up ${showAmount(tables.length, 'table')}`}
                      </Button>
                    )
                  }
                >
                  {`A backup is an AVRO file of a table and a manifest that proves it; both go to ${folder}. One that lies elsewhere opens by its path, typed where one searches.`}
                </EmptyState>
              ) : (
                <EmptyState
                  title="No backup fits"
                  actions={
                    <>
                      <OpenPath path={query.trim()} onOpened={(path) => onChoose([path])} />
                      <Button onPress={() => onQuery('')}>{`Show all ${showAmount(total, 'backup')}`}</Button>
                    </>
                  }
                >
                  {`No file and no table has “${query.trim()}” in its name.`}
                </EmptyState>
              )}
            </div>
          ) : null}
          {shown.length < found ? (
            <p className={styles['more']}>
              {`${showCount(shown.length)} of ${showCount(found)} shown, the newest. Older ones are found by their names.`}
            </p>
          ) : null}
        </section>
        {side}
      </div>
    </>
  );
}
