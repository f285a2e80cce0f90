import type { Run } from '#shared/run.ts';
import { showCount, showDuration } from '#shared/units.ts';
import { showFullMoment } from '../../ui/format-time.ts';
import { endStateWord } from '../../ui/end-state.tsx';
import { lanesOf } from '../../ui/ledger/ledger-words.ts';
import { showDialect } from '../import/dialect-names.ts';
import { doorWord, ledgerStateOf, outcomeOf, showKeeping, showMode } from './run-words.ts';

const LABEL = 14;

const line = (label: string, value: string): string => `${label.padEnd(LABEL)}${value}`;

/**
 * A run as text, to be pasted into a ticket or a mail: its ledger, reasons, options and the digest of its source.
 * @param zone IANA name of the zone in which its time is written
 */
export function receiptOf(run: Run, zone: string): string {
  const state = ledgerStateOf(run);
  const lanes = lanesOf(run.ledger, state, 0);
  const width = showCount(run.ledger.read).length;
  const sum = [
    line('Rows', `  ${showCount(run.ledger.read).padStart(width)} read`),
    ...lanes.map((lane, index) =>
      line('', `${index === 0 ? '=' : '+'} ${showCount(lane.count).padStart(width)} ${lane.word}`),
    ),
  ];
  const reasons = run.reasons.map((reason, index) =>
    line(index === 0 ? 'Rejected' : '', `${showCount(reason.count)} ${reason.code}: ${reason.sentence}`),
  );
  return [
    `${run.sourceName} to ${run.schema}.${run.table} on ${run.connectionName}`,
    '',
    line('Run', run.id),
    line('Started', showFullMoment(run.startedAt, zone)),
    line('Took', showDuration(run.elapsedMs)),
    line('By', `${run.who}, ${doorWord(run)}`),
    line('End', `${endStateWord(run.state)}. ${outcomeOf(run)}`),
    '',
    ...sum,
    ...(run.serverCount === null ? [] : [line('Server', `counted ${showCount(run.serverCount)}`)]),
    ...(reasons.length === 0 ? [] : ['', ...reasons]),
    '',
    line('File', `${run.sourcePath ?? run.sourceName}, ${showCount(run.sourceBytes)} bytes`),
    line('SHA-256', run.sha256 ?? 'not known'),
    line('Read as', showDialect(run.dialect)),
    line('Existing rows', showMode(run)),
    line('Bad rows', showKeeping(run.options)),
    ...(run.options.transaction === 'batch' ? [line('Files', 'all or none, in one transaction')] : []),
    ...(run.transactionId === null ? [] : [line('Transaction', run.transactionId)]),
  ].join('\n');
}
