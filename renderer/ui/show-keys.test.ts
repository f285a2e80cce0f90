import { expect, test } from 'vitest';
import { showKeys } from './show-keys.ts';

test('a shortcut is written as the system writes it', () => {
  expect(showKeys('mod+O', false)).toBe('Ctrl O');
  expect(showKeys('mod+O', true)).toBe('⌘O');
  expect(showKeys('shift+F8', false)).toBe('Shift F8');
  expect(showKeys('mod+Enter', true)).toBe('⌘↩');
  expect(showKeys('escape', false)).toBe('Esc');
});
