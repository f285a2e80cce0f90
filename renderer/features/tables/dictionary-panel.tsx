import { typeLabel } from '#shared/column.ts';
import type { ColumnRule, Dictionary } from '#shared/rule.ts';
import { hrefOf } from '../../app/navigation.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { shortRule } from '../dictionary/rule-words.ts';
import styles from './table-detail-pane.module.css';

interface DictionaryPanelProps {
  readonly dictionary: Dictionary;
  /** Sentences: where it no longer fits the table. */
  readonly drift: readonly string[];
}

function Rule({ rule, dictionary }: { readonly rule: ColumnRule; readonly dictionary: Dictionary }) {
  const reference = dictionary.references.find(({ columns }) => columns.includes(rule.name));
  const keys = [dictionary.primaryKey, ...dictionary.uniqueKeys];
  const unique = keys.some((key) => key.length === 1 && key[0] === rule.name);
  const checks = rule.rules.map(shortRule).join('; ');
  if (reference !== undefined) {
    const parent = reference.parentColumns[reference.columns.indexOf(rule.name)] ?? '';
    return (
      <span className={styles['rule']}>
        <Icon name="link" size={13} />
        <TextLink
          href={hrefOf({ screen: 'tables', table: reference.table })}
        >{`${reference.table}.${parent}`}</TextLink>
      </span>
    );
  }
  return (
    <span className={styles['rule']}>
      {unique ? <Icon name="key" size={13} /> : null}
      {[...(unique ? ['unique'] : []), ...(checks === '' ? [] : [checks])].join('; ')}
    </span>
  );
}

/** What each column of the table must be. */
export function DictionaryPanel({ dictionary, drift }: DictionaryPanelProps) {
  const fits = drift.length === 0;
  const fit = (
    <span className={`${styles['fits']} ${fits ? '' : styles['misfit']}`}>
      <Icon name={fits ? 'check' : 'warning'} size={13} />
      {fits ? 'fits the table' : 'no longer fits'}
    </span>
  );
  return (
    <Panel
      title="Dictionary"
      aside={
        <>
          {fit}
          <TextLink
            href={hrefOf({ screen: 'dictionary', table: dictionary.table })}
            aria-label={`Edit the dictionary of ${dictionary.table}`}
            className={styles['open']}
          >
            Edit
          </TextLink>
        </>
      }
    >
      <table className={styles['dictionary']} aria-label="Columns of the dictionary">
        <tbody>
          {dictionary.columns.map((rule) => (
            <tr key={rule.name}>
              <th scope="row" className={styles['column']}>
                {rule.name}
                {rule.required ? (
                  <span className={styles['required']} title="required">
                    <span aria-hidden="true">*</span>
                    <VisuallyHidden> required</VisuallyHidden>
                  </span>
                ) : null}
              </th>
              <td className="mono ink-2">{typeLabel(rule.type)}</td>
              <td>
                <Rule rule={rule} dictionary={dictionary} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles['key']} aria-hidden="true">
        <span className={styles['required']}>*</span> required
      </p>
      {drift.map((sentence) => (
        <p key={sentence} className={styles['drift']}>
          {sentence}
        </p>
      ))}
    </Panel>
  );
}
