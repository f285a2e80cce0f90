import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { rejectsOf } from './pages/rejects.ts';
import { shellOf } from './pages/shell.ts';
import { samples } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'rejects' });

let folder = '';
/** The lines of the sample that are no good, as they stand there. */
let badLines: readonly string[] = [];

test.beforeAll(async ({ sluice }) => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
  const lines = (await readFile(samples.employees, 'utf8')).split('\n').filter((line) => line !== '');
  badLines = lines.filter((line) => line.split(',').length === 4 || line.endsWith(','));
  const { departments, jobs, employees } = samples;
  const load = await sluice.command('load', departments, jobs, employees, '--to', 'embedded');
  expect(load.exitCode, load.stderr).toBe(3);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});
test.beforeEach(async ({ page }) => {
  await connectionsOf(page).enter();
  await shellOf(page).goTo('Rejects');
});

test('facets count the rejects by reason and column, and one press shows only those', async ({ page }) => {
  const { main, choice, grid, rows } = rejectsOf(page);
  expect(badLines).toHaveLength(23);
  await expect(main).toContainText('23 of 600 rows, hired_employees.csv');
  await expect(choice('Reason', 'Too few fields')).toHaveText(/Too few fields\s*17/);
  await expect(choice('Reason', 'Required, empty')).toHaveText(/Required, empty\s*6/);
  await expect(choice('Column', 'none')).toHaveText(/17$/);
  await expect(choice('Column', 'job_id')).toHaveText(/job_id\s*6/);
  await expect(grid).toHaveAttribute('aria-rowcount', '24');

  await choice('Reason', 'Required, empty').click();
  await expect(grid).toHaveAttribute('aria-rowcount', '7');
  await expect(rows.getByRole('rowheader')).toHaveText(['2', '88', '190', '303', '411', '599']);
  await expect(page).toHaveURL(/code=required/);
  // What the other facet would show is counted within this one.
  await expect(choice('Column', 'job_id')).toHaveText(/job_id\s*6/);
  await expect(choice('Column', 'none')).toHaveCount(0);
  await choice('Reason', 'Required, empty').click();
  await expect(grid).toHaveAttribute('aria-rowcount', '24');
});

test('a text finds the lines that hold it, and what finds none can be cleared', async ({ page }) => {
  const { find, grid, main } = rejectsOf(page);
  const wanted = badLines.filter((line) => line.includes('Castro'));
  expect(wanted.length).toBeGreaterThan(0);
  await page.keyboard.press('Control+f');
  await expect(find).toBeFocused();
  await find.fill('Castro');
  await expect(grid).toHaveAttribute('aria-rowcount', String(wanted.length + 1));
  await find.fill('nobody is called that');
  await expect(main).toContainText('No reject fits');
  await page.getByText('Clear the filter').click();
  await expect(grid).toHaveAttribute('aria-rowcount', '24');
  await expect(find).toHaveValue('');
});

test('F8 goes from problem to problem, each told in full beside its original line', async ({ page }) => {
  const { grid, detail } = rejectsOf(page);
  await grid.getByRole('row').nth(1).getByRole('gridcell').last().click();
  await expect(detail).toHaveAccessibleName('Record 2');
  await expect(detail).toContainText('job_id is empty. The dictionary requires it.');
  await expect(detail).toContainText('required');
  await expect(detail).toContainText('1 of 23 shown');
  await expect(detail.getByLabel('The line as it came')).toHaveText(badLines[0] ?? '');
  await page.keyboard.press('F8');
  await expect(detail).toHaveAccessibleName('Record 35');
  await expect(detail).toContainText('The row has 4 fields; the table takes 5.');
  await expect(detail.getByLabel('The line as it came')).toHaveText(badLines[1] ?? '');
  await page.keyboard.press('Shift+F8');
  await expect(detail).toHaveAccessibleName('Record 2');
});

test('the reload file holds the original bytes, and its import ends in the same rejects', async ({ page, host }) => {
  test.skip(host === 'electron', 'the dialog for a place is one of the system there');
  const rejects = rejectsOf(page);
  const reload = await rejects.export(/^Reload file/);
  expect(reload.name).toBe('hired_employees.rejects.csv');
  expect(reload.bytes.toString('utf8')).toBe(badLines.map((line) => `${line}\n`).join(''));
  await expect(rejects.main).toContainText('23 rows in hired_employees.rejects.csv');

  const again = join(folder, reload.name);
  await copyFile(reload.path, again);
  const screen = importOf(page);
  await shellOf(page).dropFiles([again]);
  await screen.untilChecked();
  await expect(screen.chip('To')).toHaveAccessibleName('To: hired_employees');
  await screen.ledger.toBe('plan');
  expect(await screen.ledger.numbers()).toEqual({
    read: 23,
    terms: { 'to insert': 0, 'to update': 0, 'to skip': 0, 'to reject': 23 },
  });
  await expect(screen.next).toContainText(/17\s*too few fields/);
  await expect(screen.next).toContainText(/6\s*job_id is empty and required/);
});

test('the reports give every reason, and no spreadsheet takes a cell for a formula', async ({ page, sluice, host }) => {
  test.skip(host === 'electron', 'the dialog for a place is one of the system there');
  const path = join(folder, 'hired_employees.csv');
  const bad = ['901,=1+1,2021-01-01T00:00:00Z,1,', '902,"@a, ""b""",yesterday,1,1'];
  await writeFile(path, [...bad, '903,Ada Berg,2021-01-01T00:00:00Z,1,1', ''].join('\n'));
  const load = await sluice.command('load', path, '--to', 'embedded');
  expect(load.exitCode, load.stderr).toBe(3);
  await page.reload();
  const rejects = rejectsOf(page);
  await expect(rejects.grid).toHaveAttribute('aria-rowcount', '3');

  const report = await rejects.export(/^Report \(CSV\)/);
  expect(report.name).toBe('hired_employees.rejects-report.csv');
  const lines = parse(report.bytes, { columns: true }) as Record<string, string>[];
  expect(lines.map(({ record, column, code }) => ({ record, column, code }))).toEqual([
    { record: '1', column: 'job_id', code: 'required' },
    { record: '2', column: 'datetime', code: 'type.timestamp' },
  ]);
  expect(lines[1]?.['sentence']).toBe('datetime takes a date and time like 2021-05-17T09:00:00Z.');
  for (const cell of lines.flatMap((line) => Object.values(line))) expect(cell).not.toMatch(/^[=+@\t\r-]/);

  await rejects.choice('Reason', 'Required, empty').click();
  await expect(rejects.grid).toHaveAttribute('aria-rowcount', '2');
  const json = await rejects.export(/^Report \(JSON\)/);
  expect(json.name).toBe('hired_employees.rejects-report.json');
  const entries = JSON.parse(json.bytes.toString('utf8')) as { record: number; line: string }[];
  // The whole run, unless only what is shown was asked for.
  expect(entries.map(({ record, line }) => ({ record, line }))).toEqual([
    { record: 1, line: bad[0] },
    { record: 2, line: bad[1] },
  ]);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitemradio', { name: 'Shown 1' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^Report \(JSON\)/ }).click(),
  ]);
  const shown = JSON.parse(await readFile(await download.path(), 'utf8')) as { record: number }[];
  expect(shown.map(({ record }) => record)).toEqual([1]);
});

test('rows stay in sight while the grid is dragged through thousands, and are whole when it rests', async ({
  page,
  sluice,
}) => {
  const path = join(folder, 'hired_employees.csv');
  const lines = Array.from({ length: 5000 }, (_, at) => `${at + 1},Ada Berg,2021-01-01T00:00:00Z,1,\n`);
  await writeFile(path, lines.join(''));
  const load = await sluice.command('load', path, '--to', 'embedded');
  expect(load.exitCode, load.stderr).toBe(3);
  await page.reload();
  const { grid, row } = rejectsOf(page);
  await expect(row(1)).toBeVisible();
  const { seen, record } = await grid.evaluate(async (table) => {
    const box = table.parentElement ?? table;
    const { left, top, width, height } = box.getBoundingClientRect();
    const nextFrame = () =>
      new Promise((done) => {
        requestAnimationFrame(done);
      });
    const seen: boolean[] = [];
    for (let frame = 0; frame < 60; frame += 1) {
      box.scrollTop += 1000;
      // What this frame shows, before the grid is told.
      seen.push(document.elementFromPoint(left + width / 2, top + height / 2)?.closest('tr') != null);
      await nextFrame();
    }
    return { seen, record: Math.floor((box.scrollTop + height / 2) / 28) };
  });
  // At first the grid does not know yet that it is dragged, nor where a busy machine has held up a frame.
  expect(seen.filter(Boolean).length).toBeGreaterThan(50);
  await expect(row(record)).toContainText(', job_id is empty.');
  await expect(row(record).locator('i').first()).toHaveText(',');
});

test('a run without rejects says so, with its counts', async ({ page }) => {
  await shellOf(page).goTo('Runs');
  await page
    .getByRole('row', { name: /^jobs\.csv/ })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Rejects' })).toContainText('None of 24 rows.');
});
