import type { TableName } from '#shared/column.ts';
import type { Preview } from '#shared/contract/imports.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { changesOf, type TableDesign } from './new-table/table-design.ts';
import styles from './which-table.module.css';

interface WhichTableProps {
  readonly preview: Preview;
  readonly onChoose: (target: TableName) => void;
  /** The table that was begun of the file; null: none was. */
  readonly design: TableDesign | null;
  /** Makes a table of the file, or goes on with it. */
  readonly onCreate: () => void;
}

/** Tables that are offered as buttons; the chip above has all of them. */
const shownMax = 24;

/** Names of fields that are listed. */
const namesMax = 24;

function fieldsWords({ width, fieldNames }: Preview): string {
  const fields = `Its records have ${showAmount(width, 'field')}`;
  if (fieldNames.length === 0) return `${fields} and no header`;
  const more = fieldNames.length - namesMax;
  return `${fields}: ${fieldNames.slice(0, namesMax).join(', ')}${more > 0 ? ` and ${showCount(more)} more` : ''}`;
}

/** No table fits the file by itself: which one is asked, in the place of its rows. */
export function WhichTable({ preview, onChoose, design, onCreate }: WhichTableProps) {
  const { candidates } = preview;
  // A name alone decides nothing, but it is the first to be thought of.
  const alike =
    candidates.find(({ table }) => preview.name.split('.', 1)[0]?.toLowerCase() === table.toLowerCase()) ?? null;
  const offered = design === null ? candidates.filter((table) => table !== alike) : candidates;
  const changes = design === null ? 0 : changesOf(design);
  return (
    <div className={styles['ask']}>
      <EmptyState
        title={candidates.length === 0 ? 'No table yet' : 'Which table?'}
        actions={
          <div className={styles['tables']}>
            {alike === null || design !== null ? null : (
              <Button variant="primary" icon="tables" onPress={() => onChoose(alike)}>
                {`Match the columns of ${alike.table}`}
              </Button>
            )}
            <Button
              variant={alike === null || design !== null ? 'primary' : 'secondary'}
              icon="plus"
              onPress={onCreate}
            >
              {design === null || changes === 0
                ? 'Create a table from this file'
                : `Go on with ${design.history.now.table || 'the new table'}`}
            </Button>
            {offered.slice(0, shownMax).map((table) => (
              <Button key={`${table.schema}.${table.table}`} icon="tables" onPress={() => onChoose(table)}>
                {table.table}
              </Button>
            ))}
          </div>
        }
      >
        {fieldsWords(preview)}.{' '}
        {candidates.length === 0
          ? 'Its columns can become a table: types are found in the whole file.'
          : alike === null
            ? 'No table was found by its header, width or name.'
            : `The table ${alike.table} has the name of the file, and other columns.`}
        {candidates.length > shownMax
          ? ` ${shownMax} of ${candidates.length} tables shown; the chip above has all.`
          : ''}
        {changes === 0
          ? ''
          : ` A new table was begun and not used: its ${showAmount(changes, 'change')} ${changes === 1 ? 'is' : 'are'} kept.`}
      </EmptyState>
    </div>
  );
}
