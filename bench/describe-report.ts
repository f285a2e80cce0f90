import type { BenchReport } from './run-bench.ts';
import type { CaseResult, ContenderResult } from './run-case.ts';
import { mediansOf } from './summarize.ts';

/** A report as Markdown: the machine, each contender, each target, what was missing or void. */
export function describeReport({ machine, results, targets }: BenchReport): string {
  const header = [
    'case',
    'rows',
    'MB',
    'who',
    'runs',
    'wall s',
    'rows/s',
    'CPU s',
    'server CPU s',
    'peak MB',
    'file MB',
  ];
  const lines = results.flatMap((result) => result.contenders.map((contender) => contenderLine(result, contender)));
  const judged = targets.map(({ what, target, reached, met }) => [
    what,
    target,
    reached === null ? '' : showFigure(reached),
    met === null ? 'not run' : met ? 'met' : 'not met',
  ]);
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, load ${machine.load}; Node ${machine.node}; Postgres ${machine.postgres}, ${machine.server}`,
    '',
    ...table(header, lines),
    '',
    ...table(['target', 'is to be', 'is', ''], judged),
    ...[...noteLines(results)].flatMap((line) => ['', line]),
  ].join('\n');
}

function contenderLine(result: CaseResult, { name, runs }: ContenderResult): string[] {
  const valid = runs.filter((run) => run !== null);
  const { wallMs, cpuMs, serverCpuMs, peakBytes, fileBytes } = mediansOf(valid);
  const show = (value: number | null, digits: number): string => (value === null ? '' : value.toFixed(digits));
  return [
    result.what,
    showWhole(result.rows),
    (result.bytes / 1e6).toFixed(0),
    name,
    String(valid.length),
    show(wallMs === null ? null : wallMs / 1000, 2),
    wallMs === null ? '' : showWhole(result.rows / (wallMs / 1000)),
    show(cpuMs === null ? null : cpuMs / 1000, 2),
    show(serverCpuMs === null ? null : serverCpuMs / 1000, 2),
    show(peakBytes === null ? null : peakBytes / 1e6, 0),
    show(fileBytes === null ? null : fileBytes / 1e6, 1),
  ];
}

function* noteLines(results: readonly CaseResult[]): Generator<string> {
  const missing = new Set(results.flatMap(({ contenders }) => contenders.flatMap((it) => it.missing ?? [])));
  for (const program of missing) yield `${program} is not installed: what it would have run is missing.`;
  for (const { name, contenders } of results) {
    for (const it of contenders) for (const wrong of it.wrong) yield `Void: ${name}, ${it.name}. ${wrong.trim()}`;
  }
}

const showFigure = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(2));
const showWhole = (value: number): string => Math.round(value).toLocaleString('en-US');

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)];
}
