import { act, fireEvent, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Button } from 'react-aria-components';
import { expect, test, vi } from 'vitest';
import { isShortcut, pressShortcut, useShortcut, type Shortcut } from './shortcut.ts';

test('mod is Ctrl, and Cmd on a Mac', () => {
  const ctrl = new KeyboardEvent('keydown', { key: 'k', ctrlKey: true });
  const meta = new KeyboardEvent('keydown', { key: 'k', metaKey: true });
  expect([isShortcut(ctrl, 'mod+K', false), isShortcut(meta, 'mod+K', false)]).toEqual([true, false]);
  expect([isShortcut(ctrl, 'mod+K', true), isShortcut(meta, 'mod+K', true)]).toEqual([false, true]);
});

test('a key more makes another shortcut', () => {
  expect(isShortcut(new KeyboardEvent('keydown', { key: 'F8', shiftKey: true }), 'F8', false)).toBe(false);
  expect(isShortcut(new KeyboardEvent('keydown', { key: 'F8', shiftKey: true }), 'shift+F8', false)).toBe(true);
  expect(isShortcut(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, altKey: true }), 'mod+K', false)).toBe(
    false,
  );
});

function Listener({
  shortcut,
  onPress,
  enabled = true,
}: {
  shortcut: Shortcut;
  onPress: () => void;
  enabled?: boolean;
}) {
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
      <Listener shortcut="escape" onPress={onPress} />
      <input aria-label="menu" onKeyDown={(event) => event.preventDefault()} />
    </div>,
  );
  fireEvent.keyDown(view.getByLabelText('menu'), { key: 'Escape' });
  expect(onPress).not.toHaveBeenCalled();
});

test('a button that has the focus does not swallow a shortcut with Ctrl', async () => {
  const onPress = vi.fn<() => void>();
  const onButton = vi.fn<() => void>();
  const view = render(
    <div>
      <Listener shortcut="mod+Enter" onPress={onPress} />
      <Button onPress={onButton}>Other</Button>
    </div>,
  );
  view.getByRole('button').focus();
  await userEvent.setup().keyboard('{Control>}{Enter}{/Control}');
  expect(onPress).toHaveBeenCalledTimes(1);
  expect(onButton).not.toHaveBeenCalled();
});

test('a dialog keeps its keys to itself', () => {
  const onPress = vi.fn<() => void>();
  const view = render(
    <div>
      <Listener shortcut="mod+Enter" onPress={onPress} />
      <dialog open aria-label="Sure?">
        <input aria-label="name" />
      </dialog>
    </div>,
  );
  fireEvent.keyDown(view.getByLabelText('name'), { key: 'Enter', ctrlKey: true });
  expect(onPress).not.toHaveBeenCalled();
});

test('the menu presses a shortcut as a key does', () => {
  const onPress = vi.fn<() => void>();
  render(<Listener shortcut="mod+O" onPress={onPress} />);
  act(() => pressShortcut('mod+F'));
  expect(onPress).not.toHaveBeenCalled();
  act(() => pressShortcut('mod+O'));
  expect(onPress).toHaveBeenCalledTimes(1);
});
