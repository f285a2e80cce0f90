import { useState } from 'react';
import type { Run, RunSummary } from '#shared/run.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { DefinitionList, type Definition } from '../../ui/definition-list.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { showDialect } from '../import/dialect-options.ts';
import styles from './run-view.module.css';
import { showKeeping, showMode, showSha } from './run-words.ts';

const paths = { direct: 'Direct, one transaction', staged: 'Staged, one transaction' } as const;

/** Tables named that were loaded before. */
const BEFORE_MAX = 3;

const listed = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** Where the run stands in its batch: `File 3 of 3, after departments and jobs`. */
export function showBatch(run: Run, batch: readonly RunSummary[]): string | null {
  const files = batch
    .filter((one) => one.batchId === run.batchId && one.kind === run.kind)
    .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
  const at = files.findIndex((one) => one.id === run.id);
  if (files.length < 2 || at < 0) return null;
  const before = [...new Set(files.slice(0, at).map((one) => one.table))].toReversed();
  const named = before.slice(0, BEFORE_MAX).toReversed();
  const rest = before.length - named.length;
  const after = before.length === 0 ? '' : `, after ${listed(rest === 0 ? named : [...named, `${rest} more`])}`;
  return `File ${at + 1} of ${files.length}${after}`;
}

function sourceOf(run: Run): readonly Definition[] {
  return [
    {
      term: 'File',
      value: (
        <span className="num" title={run.sourcePath ?? undefined}>
          {`${run.sourceName}, ${showCount(run.sourceBytes)} bytes`}
        </span>
      ),
    },
    {
      term: 'SHA-256',
      value: <span className={styles['sha']}>{run.sha256 === null ? 'not known yet' : showSha(run.sha256)}</span>,
    },
    { term: 'Read as', value: showDialect(run.dialect) },
  ];
}

function optionsOf(run: Run, batch: readonly RunSummary[]): readonly Definition[] {
  const place = showBatch(run, batch);
  return [
    { term: 'Existing rows', value: showMode(run.options) },
    { term: 'Bad rows', value: showKeeping(run.options) },
    ...(run.path === null ? [] : [{ term: 'Path', value: paths[run.path] }]),
    ...(place === null ? [] : [{ term: 'Batch', value: place }]),
  ];
}

/** The source with its digest, the options, and the SQL that ran. */
export function RunFacts({ run, batch }: { readonly run: Run; readonly batch: readonly RunSummary[] }) {
  const [open, setOpen] = useState(false);
  const transaction = run.transactionId === null ? '' : `, transaction ${showCount(Number(run.transactionId))}`;
  const sql: readonly Definition[] =
    run.sql.length === 0
      ? []
      : [
          {
            term: 'SQL',
            value: (
              <span className="num">
                <TextLink inText onPress={() => setOpen(!open)}>
                  {open ? 'Hide' : showAmount(run.sql.length, 'statement')}
                </TextLink>
                {transaction}
              </span>
            ),
          },
        ];
  return (
    <>
      <div className={styles['facts']}>
        <Panel title="Source" look="quiet">
          <DefinitionList items={sourceOf(run)} />
        </Panel>
        <Panel title="Options" look="quiet">
          <DefinitionList items={[...optionsOf(run, batch), ...sql]} />
        </Panel>
      </div>
      {open ? (
        <Panel title="SQL that ran" look="quiet" className={styles['sqlPanel']}>
          <pre className={styles['sql']}>{run.sql.join(';\n\n')}</pre>
        </Panel>
      ) : null}
    </>
  );
}
