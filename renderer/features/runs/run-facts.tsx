import { useState } from 'react';
import type { Run, RunSummary } from '#shared/run.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { DefinitionList, type Definition } from '../../ui/definition-list.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { showDialect } from '../import/dialect-names.ts';
import styles from './run-view.module.css';
import { showBatch, showKeeping, showMode, showSha } from './run-words.ts';

const paths = { direct: 'Direct, one transaction', staged: 'Staged, one transaction' } as const;

const showDigest = ({ sha256, state }: Run): string =>
  sha256 !== null ? showSha(sha256) : state === 'running' ? 'not known yet' : 'not known: not read to its end';

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
      value: <span className={styles['sha']}>{showDigest(run)}</span>,
    },
    { term: 'Read as', value: showDialect(run.dialect) },
  ];
}

function optionsOf(run: Run, batch: readonly RunSummary[]): readonly Definition[] {
  const place = showBatch(run, batch);
  return [
    { term: 'Existing rows', value: showMode(run) },
    { term: 'Bad rows', value: showKeeping(run.options) },
    ...(run.path === null ? [] : [{ term: 'Path', value: paths[run.path] }]),
    ...(place === null ? [] : [{ term: 'Batch', value: place }]),
    ...(run.options.transaction === 'batch' ? [{ term: 'Files', value: 'All or none, in one transaction' }] : []),
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
