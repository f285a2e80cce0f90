import { renderHook, act } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import {
  backupsRoute,
  hrefOf,
  navigate,
  rejectsRoute,
  routeOf,
  screenRoute,
  useRoute,
  type Route,
} from './navigation.ts';

beforeEach(() => {
  window.location.hash = '';
});

const routes: readonly Route[] = [
  { screen: 'tables', table: null },
  { screen: 'tables', table: 'a/b c?d#e%' },
  { screen: 'dictionary', table: 'a/b c?d#e%' },
  { screen: 'dictionary', table: null },
  { screen: 'import' },
  rejectsRoute(),
  rejectsRoute('run', { code: 'required', column: 'job id&' }),
  rejectsRoute('run', { column: '' }),
  { screen: 'runs', runId: '0190-aa' },
  backupsRoute(),
  backupsRoute({ path: '/a b/c&d?e#f.avro' }),
  backupsRoute({ make: [] }),
  backupsRoute({ make: ['a&b', 'c d'] }),
  backupsRoute({ schedule: 'new' }),
  { screen: 'connections', id: 'new' },
  { screen: 'settings' },
];

test.each(routes.map((route) => [hrefOf(route), route] as const))('%s leads back to its route', (href, route) => {
  expect(routeOf(href)).toEqual(route);
});

test('an address that nobody knows is the tables screen', () => {
  expect(routeOf('#/nowhere/x')).toEqual(screenRoute('tables'));
  expect(routeOf('')).toEqual(screenRoute('tables'));
  expect(routeOf('#/tables/%E0%A4%A')).toEqual({ screen: 'tables', table: '%E0%A4%A' });
});

test('a reason that nobody knows is left out', () => {
  expect(routeOf('#/rejects/run?code=nonsense')).toEqual(rejectsRoute('run'));
});

test('the window follows the address, and an address keeps its route', async () => {
  const view = renderHook(() => useRoute());
  expect(view.result.current.screen).toBe('tables');
  await act(async () => {
    navigate({ screen: 'runs', runId: 'r1' });
    await new Promise((resolve) => {
      window.addEventListener('hashchange', resolve, { once: true });
    });
  });
  expect(view.result.current).toEqual({ screen: 'runs', runId: 'r1' });
  const before = view.result.current;
  view.rerender();
  expect(view.result.current).toBe(before);
});
