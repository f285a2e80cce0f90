import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { newTableOf } from './pages/new-table.ts';
import { shellOf } from './pages/shell.ts';
import { picturesAbsence, take } from './pictures.ts';
import { samples, writeDepartments, wrongOrder } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'look import' });
test.skip(picturesAbsence !== null, picturesAbsence ?? '');

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});
test.beforeEach(async ({ page, sluice }) => {
  test.setTimeout(240_000);
  await connectionsOf(page).enter();
  await makeTables(sluice.home, 'drop schema public cascade; create schema public');
});

async function file(name: string, text: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

test('pictures of how a file is read and matched', async ({ page, sluice }) => {
  const screen = importOf(page);
  await makeTables(
    sluice.home,
    `create table sale (id int primary key, sold date not null, price numeric(9,2), note text);
     create table customer (id int primary key, given_name text not null, family_name text not null, since date, country text not null default 'PE')`,
  );
  const sales = Array.from({ length: 40 }, (_, at) =>
    at === 7 ? `${at + 1};soon;12,50;late` : `${at + 1};${(at % 9) + 1}/${(at % 11) + 1}/2021;${at * 37},50;note ${at}`,
  );
  await shellOf(page).dropFiles([await file('sale.csv', `id;sold;price;note\n${sales.join('\n')}\n`)]);
  await expect(screen.next).toContainText('1 open question');
  await take(page, 'import-question');
  await screen.next.getByRole('button', { name: /^Day first/ }).click();
  await screen.untilChecked();
  await screen.chip('Delimiter').click();
  await take(page, 'import-chip');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^More/ }).first().click();
  await take(page, 'import-more');
  await page.keyboard.press('Escape');
  await screen.fill('note').click();
  await expect(screen.filling('note')).toBeVisible();
  await take(page, 'import-fill');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Take sale.csv out of the batch' }).click();

  const rows = Array.from(
    { length: 30 },
    (_, at) => `${at + 1},Ana,Ruiz ${at},2021-03-${String(at + 1).padStart(2, '0')}`,
  );
  const customers = async (name: string) => file(name, `Number,First,Last,Since\n${rows.join('\n')}\n`);
  await shellOf(page).dropFiles([await customers('customer.csv')]);
  await expect(screen.next).toContainText('open question');
  await take(page, 'import-alike');
  await page.getByRole('button', { name: 'Match the columns of customer' }).click();
  await expect(screen.next).toContainText('what fills');
  await take(page, 'import-match-question');
  for (const [column, field] of [
    ['id', 'Number'],
    ['given_name', 'First'],
    ['family_name', 'Last'],
  ] as const) {
    await screen.fill(column).click();
    await screen.filling(column).getByRole('option', { name: field }).click();
  }
  await take(page, 'import-matched');
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
  await shellOf(page).dropFiles([await customers('customer.csv')]);
  await page.getByRole('button', { name: 'Match the columns of customer' }).click();
  await screen.untilChecked();
  await screen.chip('Match').click();
  await take(page, 'import-memory');
  await page.keyboard.press('Escape');
});

test('pictures of what a check finds', async ({ page, sluice }) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles(wrongOrder);
  await screen.untilChecked();
  await screen.show('hired_employees.csv');
  await screen.tab(/^Columns$/).click();
  await expect(screen.profile('hired_employees.csv')).toBeVisible();
  await take(page, 'import-profile');
  await screen.tab(/^With problems/).click();
  await screen.row(35).getByRole('gridcell').last().click();
  await take(page, 'import-problems');
  await screen.choose('Stop at', /^Another limit/);
  await page.getByRole('textbox', { name: 'Limit of rejects' }).fill('5');
  await page.keyboard.press('Enter');
  await screen.load.click();
  await expect(page.getByRole('region', { name: 'Continue or roll back' })).toBeVisible();
  await take(page, 'import-limit');
  await page.getByRole('button', { name: /^Roll back/ }).click();
  await screen.untilLoaded();
  await take(page, 'import-rolled-back');
  await screen.choose('Stop at', 'No limit');
  await page.reload();
  await connectionsOf(page).enter();

  await makeTables(
    sluice.home,
    `drop schema public cascade; create schema public; create table client (id int primary key, name text not null);
     create table invoice (id int primary key, client_id int not null references client)`,
  );
  const clients = Array.from({ length: 30 }, (_, at) => `${at + 1},${at % 9 === 4 ? '' : `Client ${at}`}`);
  const invoices = Array.from({ length: 60 }, (_, at) => `${at + 1},${(at % 31) + 1}`);
  await shellOf(page).dropFiles([
    await file('invoice.csv', `id,client_id\n${invoices.join('\n')}\n`),
    await file('client.csv', `id,name\n${clients.join('\n')}\n`),
  ]);
  await screen.untilChecked();
  await screen.show('invoice.csv');
  await screen.tab(/^With problems/).click();
  await screen.row(5).getByRole('gridcell').last().click();
  await expect(screen.main).toContainText('client.csv');
  await take(page, 'import-parent');
  await screen.load.click();
  await screen.untilLoaded();
  await take(page, 'import-parent-result');
});

test('pictures of a table made of a file', async ({ page }) => {
  const table = newTableOf(page);
  const lines = Array.from({ length: 20 }, (_, at) => {
    const price = at === 11 || at === 15 ? 'on request' : `${at}.50`;
    return `${at + 1},A${at % 10}-${100 + at},${price},2021-03-${String(at + 1).padStart(2, '0')},00${at},${at % 2 === 0}`;
  });
  await shellOf(page).dropFiles([
    await file('Spare parts.csv', ['Id,Part code,Unit price,Since,Order,In use', ...lines].join('\n')),
  ]);
  await expect(table.create).toBeVisible();
  await take(page, 'import-which-table');
  await table.create.click();
  await expect(table.columns).toBeVisible();
  await table.chooseType('Unit price', /^numeric\(4,2\)/);
  await take(page, 'import-new-table');
  await table.columnName('Part code').fill('id');
  await expect(table.columns).toContainText('is called');
  await take(page, 'import-new-table-problem');
  await table.columnName('Part code').fill('part_code');
  await table.tab(/^Statement/).click();
  await take(page, 'import-statement');
});

test('pictures of files that cannot be read', async ({ page, sluice }) => {
  const screen = importOf(page);
  await makeTables(sluice.home, 'create table notes (id int primary key, text text not null)');
  await mkdir(join(folder, 'reports'), { recursive: true });
  const bomb = Buffer.concat([Buffer.from('id,text\n1,'), Buffer.alloc(140 * 1024 * 1024, 'a')]);
  await shellOf(page).dropFiles([
    await file('bomb.csv.gz', gzipSync(bomb)),
    join(folder, 'reports'),
    await file('quote.csv', `id,text\n"4,a\n${`5,${'b'.repeat(4000)}\n`.repeat(1200)}`),
    await file('notes.csv', 'id,text\n1,a\n2,b\n'),
  ]);
  await screen.untilChecked();
  await screen.show('bomb.csv.gz');
  await take(page, 'import-bomb');
  await screen.show('quote.csv');
  await take(page, 'import-quote');
  await screen.show('reports');
  await take(page, 'import-unreadable');
  await screen.show('notes.csv');
  await take(page, 'import-left-out');
  for (const name of ['notes.csv', 'bomb.csv.gz', 'reports']) {
    await page.getByRole('button', { name: `Take ${name} out of the batch` }).click();
  }
  await expect(screen.next).toContainText('quote.csv cannot go in');
  await take(page, 'import-quote-alone');
});

test('pictures of checks and loads that are on, and of what was cancelled', async ({ page, sluice }) => {
  const screen = importOf(page);
  await sluice.command('load', samples.departments, samples.jobs, '--to', 'embedded');
  await page.reload();
  await connectionsOf(page).enter();
  const large = join(folder, 'departments.csv');
  await writeDepartments(large, 3_000_000);
  await shellOf(page).dropFiles([large, samples.jobs]);
  await screen.show('departments.csv');
  await screen.ledger.toBe('checking');
  await expect.poll(async () => (await screen.ledger.numbers()).read).toBeGreaterThan(300_000);
  await take(page, 'import-checking');
  await screen.cancel.click();
  await expect(screen.check).toBeVisible();
  await take(page, 'import-check-cancelled');
  await screen.check.click();
  await screen.untilChecked();
  await screen.load.click();
  await screen.ledger.toBe('running');
  await expect.poll(async () => (await screen.ledger.numbers()).read).toBeGreaterThan(0);
  await screen.cancel.click();
  await screen.untilLoaded();
  await take(page, 'import-cancelled');
  await screen.next.getByRole('button', { name: 'Open run' }).click();
  await expect(page.getByRole('main')).toContainText('Cancelled');
  await take(page, 'run-cancelled');
});
