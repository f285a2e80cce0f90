import { expect, test } from 'vitest';
import { chooseHost } from './choose-host.mjs';

const ALL = { browserAsked: false, electron: '/bin/electron', browser: '/bin/chromium', display: true };

test('Electron comes first where there is a binary and a display', () => {
  expect(chooseHost(ALL)).toEqual({ host: 'electron', electron: '/bin/electron' });
});

test('a browser window is shown when it is asked for', () => {
  expect(chooseHost({ ...ALL, browserAsked: true })).toEqual({ host: 'window', browser: '/bin/chromium' });
});

test('a browser window stands in for Electron', () => {
  expect(chooseHost({ ...ALL, electron: null })).toEqual({ host: 'window', browser: '/bin/chromium' });
});

test('the address is printed where there is no browser, or no display', () => {
  expect(chooseHost({ ...ALL, electron: null, browser: null })).toEqual({ host: 'address' });
  expect(chooseHost({ ...ALL, display: false })).toEqual({ host: 'address' });
});
