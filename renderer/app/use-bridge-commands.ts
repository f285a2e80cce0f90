import { useEffect, useEffectEvent } from 'react';
import type { AppCommand } from '#shared/window-bridge.ts';
import { windowBridge } from '../client/window-bridge.ts';
import { navigate, screenRoute } from './navigation.ts';
import { pressShortcut } from './shortcut.ts';

function obey(command: AppCommand): void {
  switch (command) {
    case 'openFiles':
      return pressShortcut('mod+O');
    case 'palette':
      return pressShortcut('mod+K');
    case 'find':
      return pressShortcut('mod+F');
    case 'nextProblem':
      return pressShortcut('F8');
    case 'settings':
    case 'connections':
      return navigate(screenRoute(command));
  }
}

/** Does what the menu of the window asks for; a browser has none. */
export function useBridgeCommands(): void {
  const onCommand = useEffectEvent(obey);
  useEffect(() => windowBridge()?.onCommand((command) => onCommand(command)), []);
}
