import type { ReactNode } from 'react';
import { typeLabel } from '#shared/column.ts';
import type { ColumnProfile, ValueProfile } from '#shared/load.ts';
import { showCount, showShare } from '#shared/units.ts';
import styles from './profile-table.module.css';

interface ProfileTableProps {
  readonly label: string;
  readonly profiles: readonly ColumnProfile[];
  /** Where nothing is known of the values: why. */
  readonly withoutValues: string;
}

const verdicts = ['valid', 'empty', 'wrong'] as const;

/** An estimate is rounded to what it is worth: `about 1.24 million`, `about 152,000`. */
function showDistinct({ distinct, distinctExact }: ValueProfile): string {
  if (distinctExact) return showCount(distinct);
  if (distinct >= 1_000_000) return `about ${Number((distinct / 1_000_000).toPrecision(3))} million`;
  return `about ${showCount(Number(distinct.toPrecision(3)))}`;
}

function Distinct({ profile, values }: { readonly profile: ColumnProfile; readonly values: ValueProfile }) {
  const each = values.distinctExact && values.distinct === profile.valid && values.distinct > 1;
  return (
    <>
      {showDistinct(values)}
      {each ? <span className={styles['under']}>each once</span> : null}
    </>
  );
}

function Shapes({ values }: { readonly values: ValueProfile }) {
  const { lengths, shapes, otherShapes } = values;
  if (lengths === null) return null;
  const characters =
    lengths.min === lengths.max ? showCount(lengths.min) : `${showCount(lengths.min)} to ${showCount(lengths.max)}`;
  return (
    <>
      <span className={styles['shapes']}>
        {shapes.map(({ pattern, count }) => (
          <span key={pattern} className={styles['shape']}>
            <code>{pattern === '' ? 'empty text' : pattern}</code> {showCount(count)}
          </span>
        ))}
        {otherShapes === 0 ? null : <span className={styles['shape']}>other {showCount(otherShapes)}</span>}
      </span>
      <span className={styles['under']}>{characters} characters</span>
    </>
  );
}

const Value = ({ children }: { readonly children: string | null }) =>
  children === null ? (
    <td>none</td>
  ) : (
    <td className={styles['value']} title={children}>
      {children}
    </td>
  );

function Row({ profile, whole }: { readonly profile: ColumnProfile; readonly whole: boolean }) {
  const { column, type, values } = profile;
  const rows = profile.valid + profile.empty + profile.wrong;
  const number = (verdict: (typeof verdicts)[number]): ReactNode => (
    <td key={verdict} className={styles['number']} data-verdict-count={verdict} data-zero={profile[verdict] === 0}>
      {showCount(profile[verdict])}
      {profile[verdict] === 0 || profile[verdict] === rows ? null : (
        <span className={styles['under']}>{showShare(profile[verdict], rows)}</span>
      )}
    </td>
  );
  return (
    <tr>
      <th scope="row">
        <b className={styles['name']} title={column}>
          {column}
        </b>
        <span className={styles['type']}>{type === undefined ? '' : typeLabel(type)}</span>
      </th>
      {verdicts.map(number)}
      {!whole ? null : values === undefined ? (
        <td colSpan={4}>not known</td>
      ) : (
        <>
          <td className={styles['number']}>
            <Distinct profile={profile} values={values} />
          </td>
          <Value>{values.min}</Value>
          <Value>{values.max}</Value>
          <td>
            <Shapes values={values} />
          </td>
        </>
      )}
    </tr>
  );
}

/** What each column holds: how many values are valid, how many differ, the least, the greatest, and what texts look like. */
export function ProfileTable({ label, profiles, withoutValues }: ProfileTableProps) {
  const whole = profiles.some(({ values }) => values !== undefined);
  return (
    <>
      <table className={styles['table']} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">column</th>
            {verdicts.map((verdict) => (
              <th key={verdict} scope="col" className={styles['number']}>
                {verdict}
              </th>
            ))}
            {whole ? (
              <>
                <th scope="col" className={styles['number']}>
                  distinct
                </th>
                <th scope="col">least</th>
                <th scope="col">greatest</th>
                <th scope="col" title="A stands for a capital, 9 for a digit, a for a run of other letters">
                  shapes of texts
                </th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {profiles.map((profile) => (
            <Row key={profile.column} profile={profile} whole={whole} />
          ))}
        </tbody>
      </table>
      {whole ? null : <p className={styles['note']}>{withoutValues}</p>}
    </>
  );
}
