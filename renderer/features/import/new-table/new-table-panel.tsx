import { keepPreviousData, skipToken } from '@tanstack/react-query';
import { useState } from 'react';
import type { Preview } from '#shared/contract/imports.ts';
import type { Fault } from '#shared/fault.ts';
import type { InferredTable } from '#shared/inferred-table.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useSession } from '../../../app/session.ts';
import { useCalls, useClient } from '../../../client/client-provider.tsx';
import { faultOf } from '../../../client/fault-of.ts';
import { useCall } from '../../../client/use-call.ts';
import { Button } from '../../../ui/button.tsx';
import { FaultNotice } from '../../../ui/fault-notice.tsx';
import { TabView } from '../../../ui/tab-view.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import type { FileChoice, NewTable } from '../batch.ts';
import { DraftColumns } from './draft-columns.tsx';
import { DraftStatement } from './draft-statement.tsx';
import styles from './new-table.module.css';
import { ReadingFile } from './reading-file.tsx';
import { dictionaryOfDraft, draftOf, matchOfDraft, nameProblem, type TableDraft } from './table-draft.ts';
import { useInferred } from './use-inferred.ts';

interface NewTablePanelProps {
  readonly preview: Preview;
  /** What was decided before; null: nothing yet. */
  readonly before: NewTable | null;
  readonly onChoose: (choice: FileChoice) => void;
}

type Tab = 'columns' | 'statement';

function useSql(draft: TableDraft | null) {
  const calls = useCalls();
  const { connection, report } = useSession();
  const usable = draft !== null && nameProblem(draft) === null ? draft : null;
  return useCall({
    ...calls.dictionaries.planTable.queryOptions({
      input:
        usable === null
          ? skipToken
          : {
              connectionId: connection.id,
              name: { schema: report.schema, table: usable.table },
              dictionary: dictionaryOfDraft(usable),
            },
    }),
    placeholderData: keepPreviousData,
  });
}

function Rows({ found }: { readonly found: InferredTable }) {
  const unfit =
    found.unfit === 0
      ? ''
      : `; ${showAmount(found.unfit, 'row')} ${found.unfit === 1 ? 'fits' : 'fit'} no table of this width`;
  return <span className={styles['rows']}>{`${showAmount(found.rows, 'row')} read to the end${unfit}`}</span>;
}

/** Makes a table of the file: types from every row of it, each with the row that decided, and the statement as a whole. */
export function NewTablePanel({ preview, before, onChoose }: NewTablePanelProps) {
  const client = useClient();
  const { connection, report } = useSession();
  const inferred = useInferred(connection.id, preview);
  const [tab, setTab] = useState<Tab>('columns');
  const [edited, setEdited] = useState<TableDraft | null>(before?.draft ?? null);
  const [refused, setRefused] = useState<Fault | null>(null);
  const [asking, setAsking] = useState(false);
  const found = inferred.table;
  const draft = edited ?? (found === null ? null : draftOf(found));
  const sql = useSql(draft);
  const leave = (): void => onChoose({ designing: false });
  if (inferred.fault !== null && inferred.fault.code !== 'job.cancelled') {
    return (
      <div className={styles['fault']}>
        <FaultNotice fault={inferred.fault} actions={[{ label: 'Back to the tables', onPress: leave }]} />
      </div>
    );
  }
  if (found === null || draft === null) {
    return (
      <ReadingFile
        job={inferred.job}
        name={preview.name}
        onCancel={() => {
          inferred.cancel();
          leave();
        }}
      />
    );
  }
  const change = (next: TableDraft): void => {
    setEdited(next);
    setRefused(null);
  };
  const use = async (): Promise<void> => {
    const target = { schema: report.schema, table: draft.table };
    const { statement } = draft;
    setAsking(true);
    try {
      const dictionary =
        statement === null
          ? dictionaryOfDraft(draft)
          : (await client.imports.tryStatement({ connectionId: connection.id, target, statement })).dictionary;
      onChoose({
        designing: false,
        newTable: { target, dictionary, createBy: statement, draft },
        target,
        match: matchOfDraft(draft, dictionary),
      });
    } catch (error) {
      setRefused(faultOf(error));
    } finally {
      setAsking(false);
    }
  };
  const problem =
    nameProblem(draft) ?? (draft.statement === null ? sql.data?.problems[0]?.sentence : undefined) ?? null;
  return (
    <div className={styles['panel']}>
      <div className={styles['bar']}>
        <TextField
          label="New table"
          value={draft.table}
          onChange={(table) => change({ ...draft, table })}
          error={problem ?? undefined}
          className={styles['table']}
        />
        <Rows found={found} />
        <Button onPress={leave}>Back</Button>
        <Button variant="primary" isDisabled={problem !== null || asking} onPress={() => void use()}>
          {draft.statement === null ? `Use ${showCount(draft.columns.length)} columns` : 'Use this statement'}
        </Button>
      </div>
      {refused === null ? null : <FaultNotice fault={refused} className={styles['refused']} />}
      <TabView<Tab>
        label="The new table"
        tabs={[
          { id: 'columns', label: 'Columns' },
          { id: 'statement', label: draft.statement === null ? 'Statement' : 'Statement, edited' },
        ]}
        selected={tab}
        onSelect={setTab}
        className={styles['tabs']}
      >
        <div className={styles['scroll']}>
          {tab === 'columns' && draft.statement === null ? (
            <DraftColumns found={found} draft={draft} onChange={change} />
          ) : null}
          {tab === 'columns' && draft.statement !== null ? (
            <p className={styles['note']}>The statement was edited by hand and says what the columns are.</p>
          ) : null}
          {tab === 'statement' ? <DraftStatement draft={draft} sql={sql.data?.sql ?? null} onChange={change} /> : null}
        </div>
      </TabView>
    </div>
  );
}
