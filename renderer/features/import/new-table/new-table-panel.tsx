import { useState } from 'react';
import type { Preview } from '#shared/contract/imports.ts';
import { FILLED_COLUMNS_MAX, TABLE_COLUMNS_MAX } from '#shared/column-names.ts';
import type { InferredTable } from '#shared/inferred-table.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { DraftButtons } from '../../../app/draft-buttons.tsx';
import { Button } from '../../../ui/button.tsx';
import { FaultNotice } from '../../../ui/fault-notice.tsx';
import { TabView } from '../../../ui/tab-view.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import type { FileChoice } from '../batch.ts';
import { DraftColumns } from './draft-columns.tsx';
import { DraftStatement } from './draft-statement.tsx';
import styles from './new-table.module.css';
import { ReadingFile } from './reading-file.tsx';
import { changesOf, keyWords, type TableDesign } from './table-design.ts';
import { useTableDesign } from './use-table-design.ts';

interface NewTablePanelProps {
  readonly preview: Preview;
  /** What was made of the file before; null: nothing yet. */
  readonly before: TableDesign | null;
  readonly onChoose: (choice: FileChoice) => void;
}

type Tab = 'columns' | 'statement';

function readWords({ rows, unfit }: InferredTable): string {
  const left = `; ${showAmount(unfit, 'row')} ${unfit === 1 ? 'fits' : 'fit'} no table of this width`;
  return `${showAmount(rows, 'row')} read to the end${unfit === 0 ? '' : left}`;
}

const keptWords = (changes: number): string | null =>
  changes === 0 ? null : `${showAmount(changes, 'change')}, kept until the file leaves the batch`;

/**
 * Makes a table of the file: types from every row of it, each with the row that decided, and the statement as a whole. What is
 * changed stays with the file, step by step, also when the panel is left.
 */
export function NewTablePanel(props: NewTablePanelProps) {
  const { preview, onChoose } = props;
  if (preview.width <= FILLED_COLUMNS_MAX) return <DesignPanel {...props} />;
  return (
    <div className={styles['fault']}>
      <FaultNotice
        fault={{
          sentence: `${preview.name} has ${showAmount(preview.width, 'field')}; a table of Postgres has at most ${showAmount(TABLE_COLUMNS_MAX, 'column')}, and a load fills at most ${showCount(FILLED_COLUMNS_MAX)} of them.`,
          next: 'Check delimiter and quote, or load the fields that are wanted into a table that is there.',
        }}
        actions={[{ label: 'Back to the tables', onPress: () => onChoose({ designing: false }) }]}
      />
    </div>
  );
}

function DesignPanel({ preview, before, onChoose }: NewTablePanelProps) {
  const { inferred, design, problems, sql, refused, asking, change, step, use } = useTableDesign({
    preview,
    before,
    onChoose,
  });
  const [chosen, setChosen] = useState<Tab>('columns');
  const leave = (): void => onChoose({ designing: false });
  if (design === null && inferred.fault !== null && inferred.fault.code !== 'job.cancelled') {
    return (
      <div className={styles['fault']}>
        <FaultNotice fault={inferred.fault} actions={[{ label: 'Back to the tables', onPress: leave }]} />
      </div>
    );
  }
  if (design === null) {
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
  const { found, history } = design;
  const draft = history.now;
  const isByHand = draft.statement !== null;
  // What is wrong with a statement stands beside it.
  const tab = isByHand && refused !== null ? 'statement' : chosen;
  const stands = problems.table !== null || problems.columns.size > 0;
  return (
    <div className={styles['panel']}>
      <div className={styles['bar']}>
        <TextField
          label="New table"
          value={draft.table}
          onChange={(table) => change({ ...draft, table })}
          error={problems.table ?? undefined}
          className={styles['table']}
        />
        <span className={styles['rows']}>{readWords(found)}</span>
        <DraftButtons history={history} onStep={step} />
        <Button onPress={leave}>Back</Button>
        <Button variant="primary" isDisabled={stands || asking} onPress={() => void use()}>
          {isByHand ? 'Use this statement' : `Use ${showAmount(draft.columns.length, 'column')}`}
        </Button>
      </div>
      {refused === null || isByHand ? null : <FaultNotice fault={refused} className={styles['refused']} />}
      <p className={styles['key']}>
        {design.note === null ? null : <b>{design.note} </b>}
        {isByHand ? 'The statement was edited by hand and says what the key is.' : keyWords(found, draft)}
      </p>
      <TabView<Tab>
        label="The new table"
        tabs={[
          { id: 'columns', label: 'Columns' },
          { id: 'statement', label: isByHand ? 'Statement, edited' : 'Statement' },
        ]}
        selected={tab}
        onSelect={setChosen}
        aside={<span className={styles['kept']}>{keptWords(changesOf(design))}</span>}
        className={styles['tabs']}
      >
        {tab === 'columns' && !isByHand ? (
          <DraftColumns found={found} draft={draft} problems={problems.columns} onChange={change} />
        ) : (
          <div className={styles['scroll']}>
            {tab === 'columns' ? (
              <p className={styles['note']}>
                The statement was edited by hand and says what the columns are. {showCount(draft.columns.length)}{' '}
                columns wait behind it: go back to them under Statement.
              </p>
            ) : (
              <DraftStatement draft={draft} sql={sql} refused={isByHand ? refused : null} onChange={change} />
            )}
          </div>
        )}
      </TabView>
    </div>
  );
}
