import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { fitToScreens, readWindowState, writeWindowState } from './window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const main = { x: 0, y: 25, width: 1440, height: 875 };
const left = { x: -1920, y: 0, width: 1920, height: 1080 };
const stateAt = (x: number, y: number, width = 1280, height = 800) => ({ bounds: { x, y, width, height }, maximized: false });

test('a window that lies on a screen stays where it was', () => {
  expect(fitToScreens(stateAt(100, 60), [main])).toEqual(stateAt(100, 60));
  expect(fitToScreens(stateAt(-1800, 50), [main, left])).toEqual(stateAt(-1800, 50));
});

test('a window whose screen is gone comes to the middle of the main one', () => {
  expect(fitToScreens(stateAt(-1800, 50), [main])).toEqual({ bounds: { width: 1280, height: 800 }, maximized: false });
});

test('a window is no larger than its screen, and its bar is not above it', () => {
  expect(fitToScreens(stateAt(0, 0, 5000, 4000), [main]).bounds).toEqual({ x: 0, y: 25, width: 1440, height: 875 });
});

test('a first start opens at 1280 x 800, smaller where the screen is', () => {
  const fresh = readWindowState(join(folder, 'none.json'));
  expect(fresh).toEqual({ bounds: { width: 1280, height: 800 }, maximized: false });
  expect(fitToScreens(fresh, [{ x: 0, y: 0, width: 1024, height: 700 }]).bounds).toEqual({ width: 1024, height: 700 });
});

test('what was written is read again', () => {
  const file = join(folder, 'window.json');
  writeWindowState(file, stateAt(5, 6).bounds, true);
  expect(readWindowState(file)).toEqual({ ...stateAt(5, 6), maximized: true });
});

test.each(['', 'null', '{"bounds":{"x":0,"y":0,"width":1,"height":1},"maximized":false}', '{"bounds":{"x":"0"}}'])(
  'a file that holds %j gives the default',
  (text) => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, text);
    expect(readWindowState(file).bounds).toEqual({ width: 1280, height: 800 });
  },
);

test('a folder that cannot be written is no trouble', () => {
  expect(() => writeWindowState(join(folder, 'gone', 'window.json'), stateAt(0, 0).bounds, false)).not.toThrow();
});

test('wherever a window was, it can be caught hold of', () => {
  const coordinate = fc.integer({ min: -10_000, max: 10_000 });
  const size = fc.integer({ min: 400, max: 6_000 });
  fc.assert(
    fc.property(coordinate, coordinate, size, size, (x, y, width, height) => {
      const { bounds } = fitToScreens(stateAt(x, y, width, height), [main, left]);
      if (bounds.x === undefined || bounds.y === undefined) return;
      const { x: atX, y: atY } = bounds;
      const seen = [main, left].some(
        (area) =>
          Math.min(atX + bounds.width, area.x + area.width) - Math.max(atX, area.x) >= 100 &&
          atY >= area.y &&
          atY <= area.y + area.height - 100,
      );
      expect(seen).toBe(true);
    }),
  );
});
