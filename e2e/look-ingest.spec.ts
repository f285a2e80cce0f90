import { makeTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { ingestOf } from './pages/ingest.ts';
import { picturesAbsence, take } from './pictures.ts';
import { expect, test } from './test.ts';

test.use({ house: 'look-ingest' });

test.skip(picturesAbsence !== null, picturesAbsence ?? '');

test('pictures of the REST service', async ({ page, sluice }) => {
  test.setTimeout(240_000);
  await connectionsOf(page).enter();
  await makeTables(
    sluice.home,
    `create table departments (id int primary key, department text not null);
     create table jobs (id int primary key, job text not null);
     create table hired_employees (id int primary key, name text, datetime timestamptz,
       department_id int references departments, job_id int references jobs);
     insert into departments values (1, 'Support'); insert into jobs values (1, 'Baker')`,
  );
  const screen = ingestOf(page);
  await screen.open();
  await expect(screen.start).toBeVisible();
  await take(page, 'rest-stopped');
  await screen.main.getByRole('button', { name: 'Make a key' }).click();
  await take(page, 'rest-make-key');
  await screen.dialog.getByRole('button', { name: 'Cancel' }).click();
  const key = await screen.makeKey('night shift');
  await take(page, 'rest-secret');
  await screen.dialog.getByRole('button', { name: 'Done' }).click();
  await screen.start.click();
  await expect(screen.stop).toBeVisible();
  const url = await screen.address.innerText();
  for (let n = 2; n < 60; n += 1) {
    await fetch(`${url}/v1/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(n % 9 === 0 ? {} : { 'x-api-key': key }) },
      body: JSON.stringify([
        { id: n, job: `Job ${n}` },
        { id: n % 4 === 0 ? 'x' : n + 1000, job: 'Miller' },
      ]),
    });
  }
  await expect(screen.requests).toContainText('POST /v1/jobs');
  await take(page, 'rest-running');
});
