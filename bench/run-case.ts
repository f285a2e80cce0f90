import type { CaseName } from './case-names.ts';
import type { BenchCase, Contender, Place } from './contender.ts';
import { findProgram } from './find-program.ts';
import type { RunFigures } from './summarize.ts';

/** What became of a contender. */
export interface ContenderResult {
  readonly name: string;
  /** The program that is not installed; null: it ran. */
  readonly missing: string | null;
  /** One a round; null: void, or no round of this one's. */
  readonly runs: readonly (RunFigures | null)[];
  /** Why runs are void, in sentences. */
  readonly wrong: readonly string[];
}

export interface CaseResult {
  readonly name: CaseName;
  readonly what: string;
  readonly rows: number;
  readonly bytes: number;
  readonly contenders: readonly ContenderResult[];
}

/**
 * Runs the contenders of a case in turn, each on new tables after a CHECKPOINT; every second round begins with the last
 * one, so that none always has the warmer machine.
 */
export async function runCase(
  { name, what, rows, bytes, statements, contenders }: BenchCase,
  place: Place,
  rounds: number,
  tell: (words: string) => void,
): Promise<CaseResult> {
  const entries = contenders.map((contender) => ({
    contender,
    missing: contender.program !== null && findProgram(contender.program) === null ? contender.program : null,
    runs: Array.from<unknown, RunFigures | null>({ length: rounds }, () => null),
    wrong: [] as string[],
  }));
  for (const { contender, missing } of entries)
    if (missing !== null) tell(`${contender.name}: ${missing} is not installed.`);
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? entries : entries.toReversed();
    for (const { contender, missing, runs, wrong } of order) {
      if (missing !== null || round >= (contender.roundsMax ?? rounds)) continue;
      for (const statement of statements(place.schema)) await place.client.query(statement);
      await contender.prepare?.(place);
      await place.client.query('checkpoint');
      const { figures, problem } = await runOnce(contender, place);
      runs[round] = problem === null ? figures : null;
      if (problem !== null) wrong.push(problem);
      tell(`${name}, round ${round + 1}, ${contender.name}: ${problem ?? `${(figures.wallMs / 1000).toFixed(2)} s`}`);
    }
  }
  const results = entries.map(({ contender, missing, runs, wrong }) => ({
    name: contender.name,
    missing,
    runs,
    wrong,
  }));
  return { name, what, rows, bytes, contenders: results };
}

async function runOnce(
  contender: Contender,
  place: Place,
): Promise<{ readonly figures: RunFigures; readonly problem: string | null }> {
  const serverMs = place.serverCpu.ofEndedSessions();
  const measured = await contender.run(place);
  const { wallMs, cpuMs, peakBytes, fileBytes = null } = measured;
  const problem = await contender.findWrong(place, measured);
  // By now the session of the run has ended; the one that looked at its rows goes on, and is not counted.
  const serverMsNow = place.serverCpu.ofEndedSessions();
  const serverCpuMs = serverMs === null || serverMsNow === null ? null : serverMsNow - serverMs;
  return { figures: { wallMs, cpuMs, serverCpuMs, peakBytes, fileBytes }, problem };
}
