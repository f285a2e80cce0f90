import { fireEvent, render } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { isShortcut, showShortcut, useShortcut, type Shortcut } from './shortcut.ts';

test('a shortcut is written as the keyboard of the system has it', () => {
  expect(showShortcut('Mod+Enter', false)).toBe('Ctrl Enter');
  expect(showShortcut('Mod+Enter', true)).toBe('⌘↩');
  expect(showShortcut('Shift+F8', false)).toBe('Shift F8');
  expect(showShortcut('Escape', false)).toBe('Esc');
});

test('Mod is Ctrl, and Cmd on a Mac', () => {
  const ctrl = new KeyboardEvent('keydown', { key: 'k', ctrlKey: true });
  const meta = new KeyboardEvent('keydown', { key: 'k', metaKey: true });
  expect([isShortcut(ctrl, 'Mod+K', false), isShortcut(meta, 'Mod+K', false)]).toEqual([true, false]);
  expect([isShortcut(ctrl, 'Mod+K', true), isShortcut(meta, 'Mod+K', true)]).toEqual([false, true]);
});

test('a key more makes another shortcut', () => {
  expect(isShortcut(new KeyboardEvent('keydown', { key: 'F8', shiftKey: true }), 'F8', false)).toBe(false);
  expect(isShortcut(new KeyboardEvent('keydown', { key: 'F8', shiftKey: true }), 'Shift+F8', false)).toBe(true);
  expect(isShortcut(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, altKey: true }), 'Mod+K', false)).toBe(false);
});

function Listener({ shortcut, onPress, enabled = true }: { shortcut: Shortcut; onPress: () => void; enabled?: boolean }) {
  useShortcut(shortcut, onPress, enabled);
  return null;
}

test('a shortcut is heard while its component is there and enabled', () => {
  const onPress = vi.fn<() => void>();
  const view = render(<Listener shortcut="F8" onPress={onPress} />);
  fireEvent.keyDown(document.body, { key: 'F8' });
  expect(onPress).toHaveBeenCalledTimes(1);
  view.rerender(<Listener shortcut="F8" onPress={onPress} enabled={false} />);
  fireEvent.keyDown(document.body, { key: 'F8' });
  view.unmount();
  fireEvent.keyDown(document.body, { key: 'F8' });
  expect(onPress).toHaveBeenCalledTimes(1);
});

test('what a menu took for itself is not heard', () => {
  const onPress = vi.fn<() => void>();
  const view = render(
    <div>
      <Listener shortcut="Escape" onPress={onPress} />
      <input aria-label="menu" onKeyDown={(event) => event.preventDefault()} />
    </div>,
  );
  fireEvent.keyDown(view.getByLabelText('menu'), { key: 'Escape' });
  expect(onPress).not.toHaveBeenCalled();
});
