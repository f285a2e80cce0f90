import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

/** Where the window was. */
export interface WindowState {
  readonly bounds: Partial<Rectangle> & Pick<Rectangle, 'width' | 'height'>;
  readonly maximized: boolean;
}

const DEFAULT_WIDTH = 1280;
const DEFAULT_HEIGHT = 800;
/** So much of the window must lie on a screen for a person to catch hold of it. */
const CATCH = 100;

const stateSchema = z.object({
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().min(400),
    height: z.number().int().min(300),
  }),
  maximized: z.boolean(),
});

const freshState: WindowState = { bounds: { width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT }, maximized: false };

/**
 * The window as it was, made to fit the screens there are now: no larger than its screen, and in the middle of the main one
 * when it would lie where no screen is any more.
 * @param areas work areas of the screens, in the same pixels; the main one first
 */
export function fitToScreens(state: WindowState, areas: readonly Rectangle[]): WindowState {
  const { x, y, width, height } = state.bounds;
  const [main] = areas;
  if (main === undefined) return state;
  const holds = (area: Rectangle): boolean =>
    x !== undefined &&
    y !== undefined &&
    x + Math.min(width, area.width) >= area.x + CATCH &&
    x <= area.x + area.width - CATCH &&
    y >= area.y - CATCH / 2 &&
    y <= area.y + area.height - CATCH;
  const area = areas.find(holds);
  const room = area ?? main;
  const size = { width: Math.min(width, room.width), height: Math.min(height, room.height) };
  const place = area === undefined || x === undefined || y === undefined ? {} : { x, y: Math.max(y, area.y) };
  return { bounds: { ...place, ...size }, maximized: state.maximized };
}

/** Reads what `writeWindowState` wrote; a first start, or a file that cannot be read, gives the default. */
export function readWindowState(file: string): WindowState {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return freshState;
  }
}

/** Remembers the window; a disk that is full forgets it. */
export function writeWindowState(file: string, bounds: Rectangle, maximized: boolean): void {
  try {
    writeFileSync(file, JSON.stringify({ bounds, maximized }));
  } catch {
    // Not worth a word: the next start opens the window in its usual place.
  }
}
