import type { DictionaryProblem } from '#shared/contract/dictionaries.ts';
import { showType } from '#shared/inferred-table.ts';
import type { ColumnRule, Dictionary, ValueRule } from '#shared/rule.ts';
import { CheckBox } from '../../ui/check-box.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ListTable, type ListColumn } from '../../ui/list-table.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './dictionary-body.module.css';
import { changeColumn } from './edit-dictionary.ts';
import { isTextType } from './column-types.ts';
import { ruleInWords } from './rule-words.ts';

interface ColumnTableProps {
  readonly dictionary: Dictionary;
  readonly onChange: (next: Dictionary) => void;
  readonly chosen: string | null;
  readonly onChoose: (column: string) => void;
  /** Enter on a row: its rules are to be edited. */
  readonly onOpen: () => void;
  readonly problems: readonly DictionaryProblem[];
}

/** Rules, keys and references of a column in words. */
function wordsOf(
  rule: ColumnRule,
  { primaryKey, uniqueKeys, warningKeys = [], references }: Dictionary,
): readonly Words[] {
  const isAlone = (key: readonly string[]): boolean => key.length === 1 && key[0] === rule.name;
  const keys = isAlone(primaryKey) ? ['primary key'] : uniqueKeys.some(isAlone) ? ['unique'] : [];
  const warns = warningKeys.some(isAlone) ? ['unique'] : [];
  const together = (all: readonly (readonly string[])[]): string[] =>
    all
      .filter((key) => key.length > 1 && key.includes(rule.name))
      .map((key) => `unique with ${key.filter((name) => name !== rule.name).join(', ')}`);
  const parents = (severity: ValueRule['severity']): string[] =>
    references
      .filter((one) => one.columns.includes(rule.name) && (one.severity ?? 'error') === severity)
      .map(({ columns, table, parentColumns }) => `in ${table}.${parentColumns[columns.indexOf(rule.name)] ?? ''}`);
  return [
    ...told([...keys, ...together([primaryKey, ...uniqueKeys]), ...parents('error')], false),
    ...told([...warns, ...together(warningKeys), ...parents('warning')], true),
  ];
}

/** What is asked of a column, and whether it only warns. */
interface Words {
  readonly words: string;
  readonly warns: boolean;
}

const told = (all: readonly string[], warns: boolean): Words[] => [...new Set(all)].map((words) => ({ words, warns }));

const Rules = ({ rule, dictionary }: { readonly rule: ColumnRule; readonly dictionary: Dictionary }) => (
  <span className={styles['rules']}>
    {[
      ...wordsOf(rule, dictionary),
      ...rule.rules.map((one) => ({ words: ruleInWords(one), warns: one.severity === 'warning' })),
    ].map(({ words, warns }, at) => (
      // oxlint-disable-next-line react/no-array-index-key -- rules are an ordered list, and two may be alike
      <span key={at} className={warns ? styles['warns'] : undefined}>
        {words}
        {warns ? ', warns' : ''}
      </span>
    ))}
  </span>
);

/**
 * Every column of a dictionary with what is asked of it; the two most usual questions are answered in place. Their order cannot be
 * changed: it is that of the table, and by it a file without a header is matched. Where there is no table yet it is that of the file
 * or schema that the dictionary was read from.
 */
export function ColumnTable({ dictionary, onChange, chosen, onChoose, onOpen, problems }: ColumnTableProps) {
  const flag = (
    id: 'required' | 'notEmpty',
    label: string,
    applies: (rule: ColumnRule) => boolean,
  ): ListColumn<ColumnRule> => ({
    id,
    label,
    track: '84px',
    cell: (rule) =>
      applies(rule) ? (
        <CheckBox isSelected={rule[id]} onChange={(on) => onChange(changeColumn(dictionary, rule.name, { [id]: on }))}>
          <VisuallyHidden>{`${label}: ${rule.name}`}</VisuallyHidden>
        </CheckBox>
      ) : null,
  });
  const columns: readonly ListColumn<ColumnRule>[] = [
    {
      id: 'name',
      label: 'Column',
      track: 'minmax(120px, 3fr)',
      cell: (rule) => (
        <span className="strong cut" title={rule.name}>
          {rule.name}
        </span>
      ),
    },
    {
      id: 'type',
      label: 'Type',
      track: 'minmax(84px, 2fr)',
      cell: (rule) => (
        <span className="mono ink-2 cut">
          {showType({ name: rule.type, ...(rule.modifiers === undefined ? {} : { modifiers: rule.modifiers }) })}
        </span>
      ),
    },
    flag('required', 'Required', () => true),
    flag('notEmpty', 'Not empty', (rule) => isTextType(rule.type)),
    {
      id: 'rules',
      label: 'Rules',
      track: 'minmax(120px, 5fr)',
      cell: (rule) => <Rules rule={rule} dictionary={dictionary} />,
    },
  ];
  const ofColumn = (name: string): readonly string[] => [
    ...new Set(problems.filter(({ column }) => column === name).map(({ sentence }) => sentence)),
  ];
  return (
    <div className={styles['columns']}>
      <ListTable
        label={`Columns of ${dictionary.table}`}
        columns={columns}
        items={dictionary.columns}
        idOf={({ name }) => name}
        nameOf={({ name }) => name}
        selected={chosen}
        onSelect={onChoose}
        onOpen={onOpen}
        below={({ name }) =>
          ofColumn(name).length === 0 ? null : (
            <>
              {ofColumn(name).map((sentence) => (
                <p key={sentence} className={styles['problem']}>
                  <Icon name="warning" size={13} />
                  {sentence}
                </p>
              ))}
            </>
          )
        }
      />
    </div>
  );
}
