import type { Fault } from '#shared/fault.ts';
import { Button } from '../../../ui/button.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import styles from './new-table.module.css';
import type { TableDraft } from './table-draft.ts';

interface DraftStatementProps {
  readonly draft: TableDraft;
  /** The statement that the columns make; null until it is here. */
  readonly sql: string | null;
  /** Why the server does not take it; null: it was not asked, or it does. */
  readonly refused: Fault | null;
  readonly onChange: (draft: TableDraft) => void;
}

/** The statement that creates the table, to be read and to be edited as a whole. */
export const DraftStatement = ({ draft, sql, refused, onChange }: DraftStatementProps) => (
  <div className={styles['statement']}>
    <TextArea
      label="Statement that creates the table"
      rows={9}
      value={draft.statement ?? sql ?? ''}
      onChange={(statement) => onChange({ ...draft, statement: statement === sql ? null : statement })}
      error={refused === null ? undefined : `${refused.sentence} ${refused.next}`}
      hint="One CREATE TABLE of the table named above. It runs in the transaction of the load: nothing is left of it when the load fails."
    />
    {draft.statement === null ? null : (
      <Button onPress={() => onChange({ ...draft, statement: null })}>Go back to the columns</Button>
    )}
  </div>
);
