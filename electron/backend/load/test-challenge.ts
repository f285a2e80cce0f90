import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The three files of the challenge, or files like them. */
export interface ChallengeFiles {
  readonly departments: string;
  readonly jobs: string;
  readonly hired_employees: string;
}

export const challengeColumns = {
  departments: ['id', 'department'],
  jobs: ['id', 'job'],
  hired_employees: ['id', 'name', 'datetime', 'department_id', 'job_id'],
} as const;

const folder = resolve(import.meta.dirname, '../../../../shared/data/challenge');

/** The real files where they lie beside the project, else null. */
export function realChallenge(): ChallengeFiles | null {
  if (!existsSync(folder)) return null;
  const read = (table: string): string => readFileSync(resolve(folder, `${table}.csv`), 'utf8');
  return { departments: read('departments'), jobs: read('jobs'), hired_employees: read('hired_employees') };
}

/**
 * Files of the same shape with the same faults: 12 departments, 183 jobs, 1999 employees, of whom 54 lack their name
 * altogether and 16 have no job.
 */
export function madeChallenge(): ChallengeFiles {
  const lines = (count: number, line: (number: number) => string): string =>
    Array.from({ length: count }, (_, index) => `${line(index + 1)}\n`).join('');
  const employee = (id: number): string => {
    const day = String((id % 28) + 1).padStart(2, '0');
    const name = id % 37 === 5 && id < 1999 ? [] : [`Given${id} Family${id % 90}`];
    const job = id % 126 === 7 && name.length > 0 ? '' : String((id % 183) + 1);
    return [
      id,
      ...name,
      `2021-${String((id % 12) + 1).padStart(2, '0')}-${day}T0${id % 10}:00:0${id % 7}Z`,
      (id % 12) + 1,
      job,
    ].join(',');
  };
  return {
    departments: lines(12, (id) => `${id},Department ${id}`),
    jobs: lines(183, (id) => `${id},Job ${id}`),
    hired_employees: lines(1999, employee),
  };
}
