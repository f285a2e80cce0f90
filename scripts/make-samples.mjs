// Writes the sample batch in resources/samples: departments, jobs, hired_employees, with bad rows at known places.
// The same bytes each time: node scripts/make-samples.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A small linear congruential generator (Numerical Recipes): the samples must not differ from run to run.
 *
 * @param {number} seed
 * @returns {(below: number) => number} each call a whole number from 0 to below it
 */
function makeRandom(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const departments = [
  'Assembly',
  'Bookkeeping',
  'Customer Care',
  'Design',
  'Field Service',
  'Laboratory',
  'Logistics',
  'Maintenance',
  'Procurement',
  'Quality',
];
const grades = ['Junior', 'Senior', 'Lead', 'Chief'];
const trades = ['Analyst', 'Buyer', 'Chemist', 'Draughtsman', 'Electrician', 'Planner'];
const given = ['Ada', 'Bela', 'Chloé', 'Dmitri', 'Elif', 'Faisal', 'Grace', 'Hiro', 'Inés', 'Jürgen', 'Kofi', 'Lina'];
const family = [
  'Abadi',
  'Berg',
  'Castro',
  "D'Arcy",
  'Endo',
  'Fischer',
  'García',
  'Huang',
  'Ivanova',
  'Jensen',
  'Kovács',
];

const jobs = grades.flatMap((grade) => trades.map((trade) => `${grade} ${trade}`));
const EMPLOYEES = 600;
/** Rows without their third field: 4 fields where the table takes 5. */
const SHORT_EVERY = 35;
/** Rows with an empty job_id. */
const NO_JOB_AT = new Set([2, 88, 190, 303, 411, 599]);

/**
 * @param {number} id
 * @param {(below: number) => number} random
 * @returns {string} the line of one employee
 */
function employee(id, random) {
  const name = `${given[random(given.length)]} ${family[random(family.length)]}`;
  const seconds = Date.UTC(2021, 0, 1) / 1000 + random(365 * 24 * 3600);
  const hired = new Date(seconds * 1000).toISOString().replace('.000', '');
  const department = 1 + random(departments.length);
  const job = NO_JOB_AT.has(id) ? '' : 1 + random(jobs.length);
  const isShort = id % SHORT_EVERY === 0;
  return (isShort ? [id, name, department, job] : [id, name, hired, department, job]).join(',');
}

/** @param {readonly string[]} names */
const numbered = (names) => names.map((name, index) => `${index + 1},${name}`);
const random = makeRandom(2021);
const files = {
  'departments.csv': numbered(departments),
  'jobs.csv': numbered(jobs),
  'hired_employees.csv': Array.from({ length: EMPLOYEES }, (_, index) => employee(index + 1, random)),
};

const folder = join(import.meta.dirname, '..', 'resources', 'samples');
mkdirSync(folder, { recursive: true });
for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
