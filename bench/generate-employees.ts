import { RandomNumbers } from './random-numbers.ts';

/** Numbers of parents that employees refer to, from 1 on. */
export const DEPARTMENTS = 12;
export const JOBS = 183;

export interface EmployeesShape {
  readonly rows: number;
  /** Share of rows that cannot go in, from 0 to 1: one of three is short of a field, one without department, one with a word for a job. */
  readonly badShare: number;
}

/** What a table holds when every good row of a file is in it, and nothing else. */
export interface EmployeeSums {
  readonly rows: number;
  readonly ids: number;
  readonly nameCharacters: number;
  /** Since the beginning of 2021. */
  readonly seconds: number;
  readonly departments: number;
  readonly jobs: number;
}

/** The same, asked of a server. `table` is quoted already. */
export const employeeSumsSql = (table: string): string =>
  `select count(*) as rows, coalesce(sum(id), 0) as ids, coalesce(sum(length(name)), 0) as "nameCharacters",
    coalesce(sum(extract(epoch from hired)::bigint - ${YEAR_BEGINS}), 0) as seconds,
    coalesce(sum(department_id), 0) as departments, coalesce(sum(job_id), 0) as jobs from ${table}`;

/** Definition of the table without what the columns refer to. */
export const EMPLOYEE_COLUMNS = 'id int primary key, name text not null, hired timestamptz not null';

const YEAR_BEGINS = 1_609_459_200;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

const FIRST = ['Harold', 'Ty', 'Lyman', 'Lotti', 'Gretna', 'Zora', 'Ariel', 'Dorothea', 'Jolee', 'Rhona'] as const;
const LAST = ['Vogt', 'Hofer', 'Moses', 'Crowthe', 'Hassett', 'Emmatt', 'Pillinger', 'Tuckey'] as const;

/**
 * Rows like those of the data-engineering challenge, without a header: id, name, instant, department, job; ids from 1 on.
 * Yields pieces of some thousand lines; returns what the good rows add up to.
 */
export function* generateEmployees({ rows, badShare }: EmployeesShape): Generator<string, EmployeeSums> {
  const random = new RandomNumbers(20_210_101);
  const sums = { rows: 0, ids: 0, nameCharacters: 0, seconds: 0, departments: 0, jobs: 0 };
  let lines: string[] = [];
  for (let id = 1; id <= rows; id += 1) {
    const name = `${random.of(FIRST)} ${random.of(LAST)}`;
    const seconds = random.below(YEAR_SECONDS);
    const hired = `${new Date((YEAR_BEGINS + seconds) * 1000).toISOString().slice(0, 19)}Z`;
    const department = 1 + random.below(DEPARTMENTS);
    const job = 1 + random.below(JOBS);
    if (random.next() < badShare) {
      const bad = [
        `${id},${name},${hired},${department}`,
        `${id},${name},${hired},,${job}`,
        `${id},${name},${hired},${department},none`,
      ] as const;
      lines.push(`${random.of(bad)}\n`);
    } else {
      lines.push(`${id},${name},${hired},${department},${job}\n`);
      sums.rows += 1;
      sums.ids += id;
      sums.nameCharacters += name.length;
      sums.seconds += seconds;
      sums.departments += department;
      sums.jobs += job;
    }
    if (lines.length === 10_000) {
      yield lines.join('');
      lines = [];
    }
  }
  yield lines.join('');
  return sums;
}
